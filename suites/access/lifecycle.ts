import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { walkThroughAccess } from '../walk/access-walk.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const get = (name: string): HttpMatch => ({ name, pathRegex: `/${name}`, methods: ['GET'] });

describeSection('traffic-access', 'Specification', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.lifecycle.create', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    await access(api, [denied(clients.one, 'GET /')], { wayShownBelow: true });

    const all = await routes('all', [everything]);
    await target('one', { sources: [clients.one], rules: [all.rule()] });

    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
  });

  scenario('access.lifecycle.delete', async ({ service, server, clients, routes, target, access }) => {
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const onesGrant = { sources: [one], rules: [all.rule()] };
    const grant = await target('grant', onesGrant);
    await access(api, [reached(one, 'GET /')]);

    await grant.remove();
    await access(api, [denied(one, 'GET /'), denied(one, 'GET /', {}, { protocol: 'h2c' })]);

    // Another target of that name is a new one, be it the same or not, and be it made at once.
    const again = await target('grant', onesGrant);
    await access(api, [reached(one, 'GET /'), denied(two, 'GET /')]);
    const some = await routes('some', [get('a')]);
    await again.remove();
    await target('grant', { sources: [two], rules: [some.rule()] });
    await access(api, [reached(two, 'GET /a'), denied(two, 'GET /'), denied(one, 'GET /a')]);
  });
});

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.lifecycle.update-source', async ({ service, server, clients, routes, target, access }) => {
    const { one, two, three } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const grant = await target('sources', { sources: [one, two], rules: [all.rule()] });
    await access(api, [reached(one, 'GET /'), reached(two, 'GET /'), denied(three, 'GET /')]);

    await grant.update({ sources: [two, three], rules: [all.rule()] });

    await access(api, [
      denied(one, 'GET /'),
      denied(one, 'GET /', {}, { protocol: 'h2c' }),
      reached(two, 'GET /'),
      reached(three, 'GET /'),
    ]);

    // One less and no other; then another one, and other rules at once.
    await grant.update({ sources: [three], rules: [all.rule()] });

    await access(api, [denied(one, 'GET /'), denied(two, 'GET /'), reached(three, 'GET /')]);

    const some = await routes('some', [get('a')]);
    await grant.update({ sources: [one], rules: [some.rule()] });

    await access(api, [reached(one, 'GET /a'), denied(one, 'GET /'), denied(three, 'GET /a')]);
  });

  scenario('access.lifecycle.update-rule', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const { one } = clients;
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('b')]);
    const grant = await target('rules', { sources: [one], rules: [group.rule('a')] });
    await access(api, [reached(one, 'GET /a'), denied(one, 'GET /b')]);

    await grant.update({ sources: [one], rules: [group.rule('b')] });

    await access(api, [denied(one, 'GET /a'), reached(one, 'GET /b')]);

    // The same rule without a word on which routes, and with one again behind another rule.
    await grant.update({ sources: [one], rules: [group.rule()] });

    await access(api, [reached(one, 'GET /a'), reached(one, 'GET /b')]);

    const other = await routes('other', [get('c')]);
    await grant.update({ sources: [one], rules: [other.rule(), group.rule('b')] });

    await access(api, [reached(one, 'GET /c'), reached(one, 'GET /b'), denied(one, 'GET /a')]);

    await grant.update({ sources: [one], rules: [other.rule()] });

    await access(api, [reached(one, 'GET /c'), denied(one, 'GET /b'), denied(one, 'GET /a')]);

    // By changes that nobody chose as well.
    await grant.remove();
    await walkThroughAccess(context, { targets: ['walk'], groups: ['pages', 'shop'], steps: 9, walk: 1 });
  });

  // What both grant is still granted by the other one, whose name begins as that of the first does.
  scenario('access.lifecycle.delete-one-of-two', async (context) => {
    const { service, server, clients, routes, target, access, nameFor } = context;
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('b')]);
    const ones = { sources: [one], rules: [group.rule()] };
    const first = await target('orders', ones);
    const second = await target(nameFor('orders'), { sources: [two, one], rules: [group.rule('b')] });
    await access(api, [
      reached(one, 'GET /a'),
      reached(one, 'GET /b'),
      reached(two, 'GET /b'),
      denied(two, 'GET /a'),
    ]);

    await first.remove();

    await access(api, [denied(one, 'GET /a'), reached(one, 'GET /b'), reached(two, 'GET /b')]);

    // Nor does the other one take anything along, which is now the older of the two.
    await target('orders', ones);
    await second.remove();

    await access(api, [reached(one, 'GET /a'), reached(one, 'GET /b'), denied(two, 'GET /b')]);
  });
});
