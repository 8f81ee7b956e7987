import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { walkThroughAccess } from '../walk/access-walk.ts';
import { apiServiceRoutes } from './l7-example.ts';
import { overHttp2 } from './open-point.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };
/** Where a mesh carries none of it, nothing arrives either. */
const otherwise = ['h2c', 'grpc'] as const;
const health: HttpMatch = { name: 'health', pathRegex: '/ping', methods: ['*'] };
/** What a browser sends along, none of which any rule is about. */
const likeBrowsers = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
  cookie: `session=${'c0ffee'.repeat(100)}; theme=dark`,
  'accept-language': 'de-CH, de;q=0.9, en;q=0.5',
} as const;

describeSection('traffic-access', 'Specification', { mode: 'strict', testbed: 'destination' }, () => {
  // No row is expected to be reached: `access` itself proves afterwards that a target would open the way.
  scenario('access.default-deny', async ({ service, server, clients, access }) => {
    const api = await service('api', { pods: server });

    await access(api, [
      denied(clients.one, 'GET /'),
      denied(clients.two, 'POST /metrics'),
      denied(clients.two, 'GET /healthz', { 'user-agent': 'kube-probe/1.31' }),
      denied(clients.three, 'OPTIONS /', { origin: 'https://example.org' }),
      ...otherwise.map((protocol) => denied(clients.one, 'POST /orders', {}, { protocol })),
    ]);
  });

  // Neither target widens the other: no cross product of their sources and rules, though names and paths of these are equal.
  scenario('access.additive.union', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const { one, two, three } = clients;
    const api = await service('api', { pods: server });
    const orders = { name: 'orders', pathRegex: '/orders' } as const;
    const read = await routes('read', [{ ...orders, methods: ['GET'] }]);
    const write = await routes('write', [{ ...orders, methods: ['PUT', 'POST'] }]);

    // Names that are one to whoever writes dots as dashes, or keeps no more than a label may hold.
    const name = `orders-of-${'very-'.repeat(12)}well-known-clients`;
    await target(`${name}.one`, { sources: [one], rules: [read.rule()] });
    await target(`${name}-one`, { sources: [one], rules: [write.rule()] });
    await target(`${name}-two`, { sources: [two], rules: [write.rule()] });

    await access(api, [
      reached(one, 'GET /orders'),
      reached(one, 'POST /orders'),
      reached(two, 'POST /orders'),
      denied(two, 'GET /orders'),
      denied(three, 'GET /orders'),
      denied(three, 'POST /orders'),
    ]);

    // Nor does it matter which they are, or what they were before.
    await walkThroughAccess(context, {
      targets: ['walk', 'walk-2'],
      groups: ['pages', 'shop'],
      steps: 9,
      walk: 2,
    });
  });
});

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.allow.listed-source', async (context) => {
    const { service, server, clients, routes, target, access, nameFor, violation } = context;
    const { one } = clients;
    const api = await service('api', { pods: server });
    const orders = await routes('orders', [{ name: 'all', pathRegex: '/Orders/.*', methods: ['*'] }]);
    const held = { connection: { use: 'held', name: nameFor('held') } } as const;

    await target('one', { sources: [one], rules: [orders.rule()] });

    const granted = reached(one, 'GET /Orders/2024/Q1+Q2?sort=price&page=2', likeBrowsers);
    await access(api, [granted, reached(one, 'POST /Orders/1'), denied(one, 'GET /', {}, held)]);

    // Nor does a denial stick to the connection, unless the mesh ends that.
    const [seen] = await access(api, [granted, asked(one, 'GET /Orders/1', {}, held)]);
    const refused = seen?.refusals.filter((refusal) => refusal.startsWith('status')) ?? [];
    if (refused.length > 0)
      violation(
        'what is granted to be answered on a connection that is left open after a denial',
        refused.join(', '),
      );
  });

  scenario('access.deny.unlisted-source', async ({ service, server, clients, routes, target, access }) => {
    const { one, two, elsewhere } = clients;
    const api = await service('api', { pods: server, ports: [{ port: 8080 }, { port: 9090 }] });
    const group = await routes('group', [metrics, health]);

    await target('one', { sources: [one], rules: [group.rule()] });

    await access(api, [
      reached(one, 'GET /metrics'),
      denied(two, 'GET /metrics'),
      denied(two, 'GET /metrics', likeBrowsers),
      denied(two, 'GET /metrics', {}, { port: 9090 }),
      ...otherwise.map((protocol) => denied(two, 'POST /ping', {}, { protocol })),
      denied(two, 'GET /ping', {}, { connection: { use: 'kept', connections: 2 } }),
      denied(two, 'POST /ping'),
      denied(two, 'OPTIONS /ping'),
      denied(two, 'GET /elsewhere'),
      denied(elsewhere, 'GET /metrics'),
    ]);
  });

  scenario('access.deny.unlisted-route', async (context) => {
    const { service, server, clients, routes, target, access, nameFor } = context;
    const api = await service('api', { pods: server });
    const { one } = clients;
    const report = { name: 'report', pathRegex: '/reports/[0-9]+/summary', methods: ['PUT', 'GET'] } as const;
    const group = await routes('group', [metrics, report]);
    const long = `/reports/${'1234567890'.repeat(20)}`;
    const held = { connection: { use: 'held', name: nameFor('held') } } as const;

    await target('one', { sources: [one], rules: [group.rule()] });

    await access(api, [
      reached(one, 'GET /metrics'),
      reached(one, `GET ${long}/summary`),
      ...['/elsewhere', '/elsewhere?to=/metrics', '/reports/all/summary', `${long}/details`].map((path) =>
        denied(one, `GET ${path}`),
      ),
      ...['POST /metrics', 'PUT /metrics', 'OPTIONS /metrics', `POST ${long}/summary`].map((request) =>
        denied(one, request),
      ),
      // What a browser asks before a request is a request as well.
      denied(one, 'OPTIONS /metrics', {
        origin: 'https://example.org',
        'access-control-request-method': 'GET',
      }),
      denied(one, 'POST /metrics', { 'x-http-method-override': 'GET' }),
      denied(one, 'GET /elsewhere', { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' }),
      ...otherwise.map((protocol) => denied(one, 'POST /elsewhere', {}, { protocol })),
    ]);

    // Nor does a connection that was let in open more than it was let in for. The mesh may end it: that is a denial as well.
    const granted = reached(one, 'GET /metrics');
    await access(api, [granted, asked(one, 'GET /metrics', {}, held)]);
    await access(api, [granted, denied(one, 'GET /elsewhere', {}, held)]);
  });

  // Enforcement is at the server's side: the row is judged by what the application received, not by the answer.
  scenario('access.deny.app-not-reached', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const group = await routes('group', [metrics]);

    await target('one', { sources: [clients.one], rules: [group.rule()] });

    await access(api, [
      reached(clients.one, 'GET /metrics'),
      denied(clients.one, 'PUT /metrics'),
      denied(clients.two, 'GET /metrics'),
      denied(clients.three, 'DELETE /'),
    ]);
  });

  scenario('access.rules.matches-subset', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    // Names that begin as the one in the rule does are other names.
    const rest = { ...everything, name: 'metrics-and-the-rest' };
    const group = await routes('group', [rest, metrics, { ...metrics, name: 'metric', methods: ['POST'] }]);

    await target('one', { sources: [clients.one], rules: [group.rule('metrics')] });

    await access(api, [
      reached(clients.one, 'GET /metrics'),
      denied(clients.one, 'GET /elsewhere'),
      denied(clients.one, 'POST /metrics'),
    ]);
  });

  scenario('access.rules.matches-omitted', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const group = await routes('group', [metrics, health]);

    await target('one', { sources: [clients.one], rules: [group.rule()] });

    await access(api, [
      reached(clients.one, 'GET /metrics'),
      reached(clients.one, 'GET /ping'),
      reached(clients.one, 'POST /ping'),
      denied(clients.one, 'GET /elsewhere'),
    ]);
  });
});

describeSection(
  'traffic-access',
  'Example implementation for L7',
  { mode: 'strict', testbed: 'destination' },
  () => {
    scenario('access.sources.multiple', async (context) => {
      const { service, server, clients, routes, target, access, account, namespace } = context;
      const { one, two, three } = clients;
      const api = await service('api', { pods: server });
      const all = await routes('all', [everything]);
      const others = await Promise.all(Array.from({ length: 20 }, (_, index) => account(`other-${index}`)));
      const crowd = others.map((name) => ({ kind: 'ServiceAccount', name, namespace }) as const);

      await target('many-sources', { sources: [one, ...crowd, two], rules: [all.rule()] });

      await access(api, [
        ...[one, two].flatMap((client) => [reached(client, 'GET /'), ...overHttp2(context, client)]),
        reached(two, 'GET /', {}, { connection: { use: 'kept', connections: 2 } }),
        denied(three, 'GET /'),
      ]);
    });

    // The section's own table, with its complement: whatever it does not list is denied.
    scenario('access.l7.example', async (context) => {
      const { service, server, clients, routes, tcpRoute, target, access, version } = context;
      const { one: website, two: payments, three: prometheus } = clients;
      const api = await service('api-service', { pods: server });
      const group = await routes('api-service-routes', apiServiceRoutes);
      // From v1alpha3 on the port of the destination is a TCPRoute among the rules.
      const port =
        version === 'v1alpha3' || version === 'v1alpha4'
          ? [(await tcpRoute('api-service-port', [8080])).rule()]
          : [];

      await target('api-service-metrics', { sources: [prometheus], rules: [...port, group.rule('metrics')] });
      await target('api-service-api', { sources: [website, payments], rules: [...port, group.rule('api')] });

      await access(api, [
        reached(website, 'GET /api'),
        reached(website, 'POST /api'),
        reached(payments, 'GET /api'),
        reached(payments, 'DELETE /api'),
        reached(prometheus, 'GET /metrics'),
        denied(website, 'GET /metrics'),
        denied(payments, 'GET /metrics'),
        denied(prometheus, 'GET /api'),
        denied(prometheus, 'POST /metrics'),
        denied(prometheus, 'GET /elsewhere'),
        denied(website, 'GET /elsewhere'),
      ]);
    });
  },
);
