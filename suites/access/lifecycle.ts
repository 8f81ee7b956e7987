import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

const get = (name: string): HttpMatch => ({ name, pathRegex: `/${name}`, methods: ['GET'] });

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.lifecycle.update-source', async ({ service, server, clients, routes, target, access }) => {
    const { one, two, three } = clients;
    const api = await service('api', { pods: server });
    const all = await routes('all', [{ name: 'everything', pathRegex: '.*', methods: ['*'] }]);
    const grant = await target('sources', { sources: [one, two], rules: [all.rule()] });
    await access(api, [reached(one, 'GET /'), reached(two, 'GET /'), denied(three, 'GET /')]);

    await grant.update({ sources: [two, three], rules: [all.rule()] });

    await access(api, [denied(one, 'GET /'), reached(two, 'GET /'), reached(three, 'GET /')]);
  });

  scenario('access.lifecycle.update-rule', async ({ service, server, clients, routes, target, access }) => {
    const { one } = clients;
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('b')]);
    const grant = await target('rules', { sources: [one], rules: [group.rule('a')] });
    await access(api, [reached(one, 'GET /a'), denied(one, 'GET /b')]);

    await grant.update({ sources: [one], rules: [group.rule('b')] });

    await access(api, [denied(one, 'GET /a'), reached(one, 'GET /b')]);

    const other = await routes('other', [get('c')]);
    await grant.update({ sources: [one], rules: [other.rule()] });

    await access(api, [denied(one, 'GET /b'), reached(one, 'GET /c')]);
  });

  scenario('access.lifecycle.delete-one-of-two', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('b')]);
    const first = await target('one', { sources: [one], rules: [group.rule('a')] });
    await target('two', { sources: [two], rules: [group.rule('b')] });
    await access(api, [reached(one, 'GET /a'), reached(two, 'GET /b'), denied(one, 'GET /b')]);

    await first.remove();

    await access(api, [denied(one, 'GET /a'), reached(two, 'GET /b')]);
  });
});
