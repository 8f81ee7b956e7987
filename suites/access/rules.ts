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

  // The groups have routes of the same names: which of them a rule names is no word about the other group.
  scenario('access.rules.several', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const named = (name: string, route: HttpMatch): HttpMatch => ({ ...route, name });
    const one = await routes('one', [named('first', get('a')), named('second', get('b'))]);
    const two = await routes('two', [named('first', get('c')), named('second', get('d'))]);
    const three = await routes('three', [named('first', get('e'))]);

    await target('one', {
      sources: [clients.one],
      rules: [one.rule('first'), two.rule('second'), three.rule()],
    });

    await access(api, [
      ...['/a', '/d', '/e'].map((path) => reached(clients.one, `GET ${path}`)),
      ...['/b', '/c', '/f'].map((path) => denied(clients.one, `GET ${path}`)),
      denied(clients.two, 'GET /a'),
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
