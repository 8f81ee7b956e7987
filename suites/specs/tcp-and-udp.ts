import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { AppliedPorts, Client, ScenarioContext, ServiceName } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';

/** What is asked for by number; the last is greater than a short integer with a sign can be. */
export const ports = [7070, 7071, 61_616] as const;
const [first, second, third] = ports;
/** In the list of ports of a service that has one more. */
const between = 7072;

/** Port and target port are one number: which of them a route means is left open. */
export async function portsOf(
  { service, server }: ScenarioContext,
  protocol: 'tcp' | 'udp',
  numbers: readonly number[] = ports,
): Promise<ServiceName> {
  return await service(protocol, { pods: server, ports: numbers.map((port) => ({ port, protocol })) });
}

/** Routes do nothing alone: a target whose only rules they are makes them visible. */
export async function grant(context: ScenarioContext, ...routes: readonly AppliedPorts[]): Promise<void> {
  await grantTo(context, context.clients.one, routes);
}

async function grantTo(
  { target }: ScenarioContext,
  client: Client,
  routes: readonly AppliedPorts[],
): Promise<void> {
  const rules = routes.map((route) => route.rule());
  await target(`ports-of-${client.name}`, { sources: [client], rules, port: first });
}

function everyPort(protocol: 'TCP' | 'UDP', { one, two }: Readonly<Record<'one' | 'two', Client>>): Row[] {
  return ports.flatMap((port) => [reached(one, `${protocol} ${port}`), denied(two, `${protocol} ${port}`)]);
}

/** A list that is longer than most: what nobody listens on stands before what is asked for. */
const many = [...Array.from({ length: 20 }, (_, index) => 20_000 + index), third, first];

/** Those that routes list for one client, between which is one that another target opens for the other. */
function listedPorts(protocol: 'TCP' | 'UDP', { one, two }: Readonly<Record<'one' | 'two', Client>>): Row[] {
  return [
    ...ports.map((port) => reached(one, `${protocol} ${port}`)),
    denied(one, `${protocol} ${between}`),
    reached(two, `${protocol} ${between}`),
    denied(two, `${protocol} ${third}`),
    denied(two, `${protocol} ${second}`),
  ];
}

/** A route that names no port, where the cluster's definition lets it be: the text does, and the SDK's schema does not. */
async function withoutPorts(
  context: ScenarioContext,
  kind: 'TCPRoute' | 'UDPRoute',
  route: ScenarioContext['tcpRoute'],
): Promise<AppliedPorts> {
  const { namespace, nameFor, api, admission } = context;
  const answer = await admission.answers(api.render({ kind, name: nameFor('dry-run'), namespace }));
  if (!answer.accepted)
    context.unsupported(
      `The cluster's definition of ${kind} asks for ports, as that of the SDK does: ${answer.words}`,
    );
  return await route('all');
}

describeSection('traffic-specs', 'TCPRoute', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.tcp.any', async (context) => {
    const { clients, service, server } = context;
    const tcp = await service('tcp', { pods: server, ports: [{ port: first, protocol: 'tcp' }] });

    await grant(context, await context.tcpRoute('any'));

    await context.access(tcp, [reached(clients.one, `TCP ${first}`), denied(clients.two, `TCP ${first}`)]);
  });

  scenario('specs.tcp.ports-list', async (context) => {
    const tcp = await portsOf(context, 'tcp', [...ports, between]);

    await grant(context, await context.tcpRoute('many', many), await context.tcpRoute('one', [second]));
    await grantTo(context, context.clients.two, [await context.tcpRoute('other', [between])]);

    await context.access(tcp, listedPorts('TCP', context.clients));
  });

  scenario('specs.tcp.ports-empty', async (context) => {
    const tcp = await portsOf(context, 'tcp');

    await grant(context, await context.tcpRoute('all', []));

    await context.access(tcp, everyPort('TCP', context.clients));
  });

  scenario('specs.tcp.matches-omitted', async (context) => {
    const tcp = await portsOf(context, 'tcp');

    await grant(context, await withoutPorts(context, 'TCPRoute', context.tcpRoute));

    await context.access(tcp, everyPort('TCP', context.clients));
  });

  scenario('specs.tcp.update', async (context) => {
    const { one } = context.clients;
    const tcp = await portsOf(context, 'tcp');
    const route = await context.tcpRoute('ports', [first, second]);
    await grant(context, route);
    await context.access(tcp, [reached(one, `TCP ${first}`), reached(one, `TCP ${second}`)]);

    await route.update([third, second]);
    await context.access(tcp, [
      denied(one, `TCP ${first}`),
      reached(one, `TCP ${second}`),
      reached(one, `TCP ${third}`),
    ]);

    await route.update([first, second]);
    await context.access(tcp, [
      reached(one, `TCP ${first}`),
      reached(one, `TCP ${second}`),
      denied(one, `TCP ${third}`),
    ]);
  });
});

describeSection(
  'traffic-specs',
  'UDPRoute',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    scenario('specs.udp.ports-list', async (context) => {
      const udp = await portsOf(context, 'udp', [...ports, between]);

      await grant(context, await context.udpRoute('many', many), await context.udpRoute('one', [second]));
      await grantTo(context, context.clients.two, [await context.udpRoute('other', [between])]);

      await context.access(udp, listedPorts('UDP', context.clients));
    });

    scenario('specs.udp.ports-empty', async (context) => {
      const udp = await portsOf(context, 'udp');

      await grant(context, await context.udpRoute('all', []));

      await context.access(udp, everyPort('UDP', context.clients));
    });

    scenario('specs.udp.matches-omitted', async (context) => {
      const udp = await portsOf(context, 'udp');

      await grant(context, await withoutPorts(context, 'UDPRoute', context.udpRoute));

      await context.access(udp, everyPort('UDP', context.clients));
    });

    // One pod listens on either number by either transport, and the routes have one name: only their kinds tell them apart.
    scenario('specs.udp.not-tcp', async (context) => {
      const { one } = context.clients;
      const [tcp, udp] = [await portsOf(context, 'tcp'), await portsOf(context, 'udp')];

      await grant(
        context,
        await context.tcpRoute('ports', [first]),
        await context.udpRoute('ports', [second]),
      );

      await context.access(tcp, [reached(one, `TCP ${first}`), denied(one, `TCP ${second}`)]);
      await context.access(udp, [denied(one, `UDP ${first}`), reached(one, `UDP ${second}`)]);
    });

    scenario('specs.l4.default-deny-udp', async (context) => {
      const { one, two, outsider } = context.clients;
      const udp = await portsOf(context, 'udp');

      await context.access(udp, [
        denied(one, `UDP ${first}`),
        denied(two, `UDP ${second}`),
        denied(outsider, `UDP ${first}`),
      ]);
    });
  },
);

// The example's ports are 8300 to 8302; here they are those that the pods listen on.
describeSection(
  'traffic-access',
  'Example implementation for L4',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    scenario('access.l4.tcp-udp-example', async (context) => {
      const { one, two } = context.clients;
      const [tcp, udp] = [await portsOf(context, 'tcp'), await portsOf(context, 'udp')];

      await grant(
        context,
        await context.tcpRoute('tcp-ports', [second, third, first]),
        await context.udpRoute('udp-ports', [second, third]),
      );

      await context.access(tcp, everyPort('TCP', context.clients));
      await context.access(udp, [
        denied(one, `UDP ${first}`),
        reached(one, `UDP ${second}`),
        reached(one, `UDP ${third}`),
        denied(two, `UDP ${second}`),
      ]);
    });
  },
);
