import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

const get = (name: string): HttpMatch => ({ name, pathRegex: `/${name}`, methods: ['GET'] });

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.rules.matches-multiple', async ({ service, server, clients, routes, target, access }) => {
    const { one, two } = clients;
    const api = await service('api', { pods: server });
    // Of one path, and told apart by their methods.
    const orders = { read: 'GET', write: 'POST', cancel: 'DELETE' };
    const others = Array.from({ length: 20 }, (_, index) => get(`other-${index}`));
    const group = await routes('orders', [
      ...others,
      ...Object.entries(orders).map(([name, method]) => ({ name, pathRegex: '/orders', methods: [method] })),
    ]);
    const names = others.map(({ name }) => name);

    const grant = await target('one', { sources: [one], rules: [group.rule(...names, 'cancel', 'read')] });

    await access(api, [
      reached(one, 'GET /orders'),
      reached(one, 'DELETE /orders'),
      denied(one, 'POST /orders'),
      denied(two, 'GET /orders'),
    ]);

    // As many as before, of which the last is another one.
    await grant.update({ sources: [one], rules: [group.rule(...names, 'cancel', 'write')] });

    await access(api, [
      reached(one, 'POST /orders'),
      reached(one, 'DELETE /orders'),
      denied(one, 'GET /orders'),
    ]);
  });

  // The groups have routes of the same names, and names that are nearly the same: which routes a rule names is no word about
  // another group, nor about another rule for the same one.
  scenario('access.rules.several', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const named = (name: string, route: HttpMatch): HttpMatch => ({ ...route, name });
    const one = await routes('api.v1', [
      named('first', get('a')),
      named('second', get('b')),
      named('third', get('f')),
    ]);
    const two = await routes('api-v1', [named('first', get('c')), named('second', get('d'))]);
    const three = await routes('three', [named('first', get('e'))]);

    await target('one', {
      sources: [clients.one],
      rules: [one.rule('first'), two.rule('second'), three.rule(), one.rule('third')],
    });

    await access(api, [
      ...['/a', '/d', '/e', '/f'].map((path) => reached(clients.one, `GET ${path}`)),
      ...['/b', '/c', '/g'].map((path) => denied(clients.one, `GET ${path}`)),
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
