import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import type { ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };

/** The same pods on two ports. Port and target port are one number: which of them a target means is left open. */
async function twoPorts({ service, server }: ScenarioContext): Promise<readonly [ServiceName, ServiceName]> {
  return [await service('api', { pods: server }), await service('admin', { pods: server, port: 9090 })];
}

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.port.restricts', async (context) => {
    const { clients, routes, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const all = await routes('all', [everything]);

    await target('one-port', { sources: [clients.one], rules: [all.rule()], port: 8080 });

    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
    await access(admin, [denied(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
  });

  scenario('access.port.omitted', async (context) => {
    const { clients, routes, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const all = await routes('all', [everything]);

    await target('every-port', { sources: [clients.one], rules: [all.rule()], port: 'every' });

    await access(api, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
    await access(admin, [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')]);
  });

  scenario('access.rules.http-and-tcp', async (context) => {
    const { clients, routes, tcpRoute, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const group = await routes('group', [metrics]);
    const port = await tcpRoute('port', [8080]);

    await target('metrics-there', { sources: [clients.one], rules: [port.rule(), group.rule()] });

    await access(api, [reached(clients.one, 'GET /metrics'), denied(clients.one, 'GET /elsewhere')]);
    await access(admin, [denied(clients.one, 'GET /metrics')]);
  });

  scenario('access.rules.http-without-tcp', async (context) => {
    const { clients, routes, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const group = await routes('group', [metrics]);

    await target('metrics', { sources: [clients.one], rules: [group.rule()] });

    for (const service of [api, admin])
      await access(service, [reached(clients.one, 'GET /metrics'), denied(clients.one, 'GET /elsewhere')]);
  });
});
