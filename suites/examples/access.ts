import type { HttpMatch, RouteReference } from '../../fixtures/smi/model.ts';
import { apiServiceRoutes, l7Table } from '../access/l7-example.ts';
import { denied, reached } from '../scenario/access-table.ts';
import type { Client, Grant, Identity, ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { programme } from './programme.ts';

const theRoutes: readonly HttpMatch[] = [
  { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] },
  { name: 'everything', pathRegex: '.*', methods: ['*'] },
];

/** From v1alpha3 on the port of a destination is a TCPRoute among the rules; before, it is a field of the destination. */
async function atPort(
  { version, tcpRoute }: ScenarioContext,
  name: string,
): Promise<{ readonly rules: readonly RouteReference[]; readonly port: number }> {
  const byRoute = version === 'v1alpha3' || version === 'v1alpha4';
  return { rules: byRoute ? [(await tcpRoute(name, [8080])).rule()] : [], port: 8080 };
}

/** The examples of v1alpha4 name an IdentityBinding where the others name a service account: it is made of the same account. */
async function known(context: ScenarioContext, name: string, player: Client): Promise<Identity> {
  if (context.version !== 'v1alpha4') return player;
  return await context.binding(name, { serviceAccount: player.serviceAccount });
}

async function destination(context: ScenarioContext, name: string): Promise<Pick<Grant, 'destination'>> {
  if (context.version !== 'v1alpha4') return {};
  return { destination: await context.binding(name, { serviceAccount: context.serverAccount }) };
}

function repairs({ version }: ScenarioContext): readonly string[] {
  return version === 'v1alpha4'
    ? ['References have no group, which no schema knows; the bindings that the example names are made.']
    : [];
}

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  // What the document defines first, and associates with nothing yet.
  scenario('ex.access.the-routes', async (context) => {
    const { service, server, clients, routes, access } = context;
    programme(context, { 'the-routes': 'nobody' });
    const application = await service('service-a', { pods: server });

    await routes('the-routes', theRoutes);
    await atPort(context, 'the-routes');

    await access(application, [denied(clients.one, 'GET /metrics'), denied(clients.two, 'POST /anything')]);
  });

  scenario('ex.access.path-specific', async (context) => {
    const { service, server, clients, routes, target, access } = context;
    const { one: prometheus, two: other } = clients;
    programme(context, { 'service-a': server, prometheus }, ...repairs(context));
    const application = await service('service-a', { pods: server });
    const elsewhere = await service('service-a-admin', { pods: server, port: 9090 });
    const { rules, port } = await atPort(context, 'the-routes');
    const group = await routes('the-routes', theRoutes);

    await target('path-specific', {
      ...(await destination(context, 'service-a')),
      rules: [...rules, group.rule('metrics')],
      sources: [await known(context, 'prometheus', prometheus)],
      port,
    });

    await access(application, [
      reached(prometheus, 'GET /metrics'),
      denied(prometheus, 'POST /metrics'),
      denied(prometheus, 'GET /'),
      denied(other, 'GET /metrics'),
    ]);
    await access(elsewhere, [denied(prometheus, 'GET /metrics'), denied(other, 'GET /metrics')]);
  });
});

describeSection(
  'traffic-access',
  'Example implementation for L7',
  { mode: 'strict', testbed: 'destination' },
  () => {
    // Every row of the table and every row that is not in it, for its clients and for two that it does not know.
    scenario('ex.access.l7', async (context) => {
      const { service, server, clients, routes, target, access } = context;
      const { one: website, two: payments, three: prometheus, elsewhere, outsider } = clients;
      const cast = { 'website-service': website, 'payments-service': payments, prometheus };
      programme(context, { 'api-service': server, ...cast }, ...repairs(context));
      const api = await service('api-service', { pods: server });
      const { rules, port } = await atPort(context, 'api-service-port');
      const group = await routes('api-service-routes', apiServiceRoutes);
      const apiService = await destination(context, 'api-service');

      await target('api-service-metrics', {
        ...apiService,
        rules: [...rules, group.rule('metrics')],
        sources: [await known(context, 'prometheus', prometheus)],
        // The document gives the port of the other target only, which the schema of v1alpha1 refuses.
        port: context.version === 'v1alpha1' ? port : 'every',
      });
      await target('api-service-api', {
        ...apiService,
        rules: [...rules, group.rule('api')],
        sources: [
          await known(context, 'website-service', website),
          await known(context, 'payments-service', payments),
        ],
        port,
      });

      await access(api, [
        ...l7Table({ website, payments, prometheus }),
        ...[elsewhere, outsider].flatMap((stranger) => [
          denied(stranger, 'GET /api'),
          denied(stranger, 'GET /metrics'),
        ]),
      ]);
    });
  },
);
