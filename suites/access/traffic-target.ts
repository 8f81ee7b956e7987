import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { asked, denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { apiServiceRoutes } from './l7-example.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };
const health: HttpMatch = { name: 'health', pathRegex: '/ping', methods: ['*'] };

describeSection('traffic-access', 'Specification', { mode: 'strict', testbed: 'destination' }, () => {
  // No row is expected to be reached: `access` itself proves afterwards that a target would open the way.
  scenario('access.default-deny', async ({ service, server, clients, access }) => {
    const api = await service('api', { pods: server });

    await access(api, [denied(clients.one, 'GET /'), denied(clients.two, 'POST /metrics')]);
  });

  // Neither target widens the other: no cross product of their sources and rules.
  scenario('access.additive.union', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const a = await routes('a', [{ name: 'a', pathRegex: '/a', methods: ['GET'] }]);
    const b = await routes('b', [{ name: 'b', pathRegex: '/b', methods: ['GET'] }]);

    await target('one-may-a', { sources: [clients.one], rules: [a.rule()] });
    await target('one-may-b', { sources: [clients.one], rules: [b.rule()] });
    await target('two-may-b', { sources: [clients.two], rules: [b.rule()] });

    await access(api, [
      reached(clients.one, 'GET /a'),
      reached(clients.one, 'GET /b'),
      reached(clients.two, 'GET /b'),
      denied(clients.two, 'GET /a'),
      denied(clients.three, 'GET /a'),
      denied(clients.three, 'GET /b'),
    ]);
  });

  scenario('access.lifecycle.create', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    await access(api, [denied(clients.one, 'GET /')], { wayShownBelow: true });

    const all = await routes('all', [everything]);
    await target('one', { sources: [clients.one], rules: [all.rule()] });

    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
  });

  scenario('access.lifecycle.delete', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);
    const onesGrant = { sources: [clients.one], rules: [all.rule()] };
    const grant = await target('one', onesGrant);
    await access(api, [reached(clients.one, 'GET /')]);

    await grant.remove();
    await access(api, [denied(clients.one, 'GET /')]);

    // Another target of that name is a new one.
    await target('one', onesGrant);
    await access(api, [reached(clients.one, 'GET /')]);
  });
});

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.allow.listed-source', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const all = await routes('all', [everything]);

    await target('one', { sources: [clients.one], rules: [all.rule()] });

    await access(api, [reached(clients.one, 'GET /'), reached(clients.one, 'POST /orders/1')]);
  });

  scenario('access.deny.unlisted-source', async ({ service, server, clients, routes, target, access }) => {
    const api = await service('api', { pods: server });
    const group = await routes('group', [metrics, health]);

    await target('one', { sources: [clients.one], rules: [group.rule()] });

    await access(api, [
      reached(clients.one, 'GET /metrics'),
      denied(clients.two, 'GET /metrics'),
      denied(clients.two, 'POST /ping'),
      denied(clients.two, 'GET /elsewhere'),
      denied(clients.elsewhere, 'GET /metrics'),
    ]);
  });

  scenario('access.deny.unlisted-route', async (context) => {
    const { service, server, clients, routes, target, access, nameFor } = context;
    const api = await service('api', { pods: server });
    const group = await routes('group', [metrics]);
    const held = { connection: { use: 'held', name: nameFor('held') } } as const;

    await target('one', { sources: [clients.one], rules: [group.rule()] });

    await access(api, [
      reached(clients.one, 'GET /metrics'),
      denied(clients.one, 'POST /metrics'),
      denied(clients.one, 'GET /elsewhere'),
    ]);

    // Nor does a connection that was let in open more than it was let in for. The mesh may end it: that is a denial as well.
    const granted = reached(clients.one, 'GET /metrics');
    await access(api, [granted, asked(clients.one, 'GET /metrics', {}, held)]);
    await access(api, [granted, denied(clients.one, 'GET /elsewhere', {}, held)]);
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
    const group = await routes('group', [metrics, everything]);

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
    scenario('access.sources.multiple', async ({ service, server, clients, routes, target, access }) => {
      const api = await service('api', { pods: server });
      const all = await routes('all', [everything]);

      await target('two-sources', { sources: [clients.one, clients.two], rules: [all.rule()] });

      await access(api, [
        reached(clients.one, 'GET /'),
        reached(clients.two, 'GET /'),
        denied(clients.three, 'GET /'),
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
