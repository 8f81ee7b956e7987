import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

const get = (name: string): HttpMatch => ({ name, pathRegex: `/${name}`, methods: ['GET'] });

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.rules.matches-multiple', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const group = await routes('group', [get('a'), get('b'), get('c')]);

    await target('one', { sources: [clients.one], rules: [group.rule('a', 'c')] });

    await access(api, [
      reached(clients.one, 'GET /a'),
      reached(clients.one, 'GET /c'),
      denied(clients.one, 'GET /b'),
      denied(clients.two, 'GET /a'),
    ]);
  });

  scenario('access.rules.several', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const a = await routes('a', [get('a')]);
    const b = await routes('b', [get('b')]);

    await target('one', { sources: [clients.one], rules: [a.rule(), b.rule()] });

    await access(api, [
      reached(clients.one, 'GET /a'),
      reached(clients.one, 'GET /b'),
      denied(clients.one, 'GET /c'),
      denied(clients.two, 'GET /b'),
    ]);
  });

  // Two clients get the same in opposite orders, of rules and of the routes that a rule names.
  scenario('access.rules.order', async ({ service, server, clients, routes, target, access }) => {
    const { one, two, three } = clients;
    const api = await service('api', { pods: server });
    const pair = await routes('pair', [get('a'), get('b')]);
    const single = await routes('single', [get('c')]);

    await target('forwards', { sources: [one], rules: [pair.rule('a', 'b'), single.rule()] });
    await target('backwards', { sources: [two], rules: [single.rule(), pair.rule('b', 'a')] });

    await access(api, [
      ...[one, two].flatMap((client) => [
        reached(client, 'GET /a'),
        reached(client, 'GET /b'),
        reached(client, 'GET /c'),
        denied(client, 'GET /d'),
      ]),
      denied(three, 'GET /a'),
    ]);
  });
});
