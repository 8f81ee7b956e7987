import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { denied, reached } from '../scenario/access-table.ts';
import type { AppliedRoutes, Grant, ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { get } from './open-point.ts';

const everything: HttpMatch = { name: 'everything', pathRegex: '.*', methods: ['*'] };
const metrics: HttpMatch = { name: 'metrics', pathRegex: '/metrics', methods: ['GET'] };

/** The same pods on two ports. Port and target port are one number: which of them a target means is left open. */
async function twoPorts({ service, server }: ScenarioContext): Promise<readonly [ServiceName, ServiceName]> {
  return [await service('api', { pods: server }), await service('admin', { pods: server, port: 9090 })];
}

/**
 * Grants one client a route on either port, and another client one on no port in particular: nobody's routes and ports are
 * crossed, neither before nor after one of the grants moves to the other port.
 */
async function keepToTheirPorts(
  context: ScenarioContext,
  grantAt: (port: 8080 | 9090, group: AppliedRoutes) => Omit<Grant, 'sources'>,
): Promise<void> {
  const { clients, routes, target, access } = context;
  const { one, two } = clients;
  const [api, admin] = await twoPorts(context);
  const a = await routes('a', [get('a')]);
  const b = await routes('b', [get('b')]);

  const moving = await target('a-on-api', { sources: [one], ...grantAt(8080, a) });
  await target('b-on-admin', { sources: [one], ...grantAt(9090, b) });
  await target('b-anywhere', { sources: [two], rules: [b.rule()] });

  const bs = [reached(one, 'GET /b'), denied(two, 'GET /a')];
  await access(api, [reached(one, 'GET /a'), denied(one, 'GET /b'), reached(two, 'GET /b')]);
  await access(admin, [...bs, denied(one, 'GET /a')]);

  await moving.update({ sources: [one], ...grantAt(9090, a) });

  await access(admin, [...bs, reached(one, 'GET /a')]);
  await access(api, [denied(one, 'GET /a'), denied(one, 'GET /b'), reached(two, 'GET /b')]);
}

describeSection('traffic-access', 'TrafficTarget', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('access.port.restricts', async (context) => {
    await keepToTheirPorts(context, (port, group) => ({ rules: [group.rule()], port }));
  });

  scenario('access.port.omitted', async (context) => {
    const { clients, routes, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const all = await routes('all', [everything]);

    const grant = { sources: [clients.one], rules: [all.rule()] };
    const table = [reached(clients.one, 'GET /'), denied(clients.two, 'GET /')];

    const every = await target('every-port', { ...grant, port: 'every' });
    for (const service of [api, admin]) await access(service, table);

    // As one that is taken out again.
    await every.update({ ...grant, port: 8080 });
    await access(api, table);
    await access(admin, [denied(clients.one, 'GET /')], { wayShownBelow: true });
    await every.update({ ...grant, port: 'every' });
    for (const service of [api, admin]) await access(service, table);
  });

  scenario('access.rules.http-and-tcp', async (context) => {
    const there = await context.tcpRoute('there', [8080]);
    const here = await context.tcpRoute('here', [9090]);

    await keepToTheirPorts(context, (port, group) => ({
      rules: port === 8080 ? [there.rule(), group.rule()] : [group.rule(), here.rule()],
    }));
  });

  scenario('access.rules.http-without-tcp', async (context) => {
    const { clients, routes, target, access } = context;
    const [api, admin] = await twoPorts(context);
    const group = await routes('group', [metrics]);
    const port = await context.tcpRoute('port', [8080]);
    const table = [
      reached(clients.one, 'GET /metrics'),
      denied(clients.one, 'GET /elsewhere'),
      denied(clients.two, 'GET /metrics'),
    ];

    const anywhere = { sources: [clients.one], rules: [group.rule()] };
    const grant = await target('metrics', anywhere);
    for (const service of [api, admin]) await access(service, table);

    // As where one is taken out again.
    await grant.update({ ...anywhere, rules: [port.rule(), group.rule()] });
    await access(api, table);
    await access(admin, [denied(clients.one, 'GET /metrics')], { wayShownBelow: true });
    await grant.update(anywhere);
    for (const service of [api, admin]) await access(service, table);
  });
});
