import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { AppliedPorts, ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { examplePorts, onPods } from './ports.ts';
import { programme } from './programme.ts';

/** The examples show routes alone: a TrafficTarget is added that grants them to one client. */
async function grants(
  context: ScenarioContext,
  {
    transport,
    numbers,
    route,
  }: { transport: 'TCP' | 'UDP'; numbers: readonly number[]; route: AppliedPorts },
  open: readonly number[],
): Promise<void> {
  const { service, server, clients, target, access } = context;
  const { one, two } = clients;
  const protocol = transport === 'TCP' ? 'tcp' : 'udp';
  const ports = examplePorts(numbers, protocol);
  programme(
    context,
    { 'the-routes': one },
    'A TrafficTarget is added that grants the route to one client, since a route does nothing alone.',
    'A route names the ports of the Service and those of the pods, since the text leaves open which it means.',
  );
  const application = await service('application', { pods: server, ports });
  // v1alpha1 of access cannot do without a port in the schema that the specification names as its authority.
  const [port = 8080] = onPods(numbers);
  await target('the-routes', { sources: [one], rules: [route.rule()], port });
  const rows = numbers.flatMap((number): Row[] => [
    (open.includes(number) ? reached : denied)(one, `${transport} ${number}`),
    denied(two, `${transport} ${number}`),
  ]);
  await access(application, rows);
}

describeSection('traffic-specs', 'TCPRoute', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('ex.specs.tcp-route', async (context) => {
    const route = await context.tcpRoute('tcp-route');
    await grants(context, { transport: 'TCP', numbers: [7070], route }, [7070]);
  });

  scenario('ex.specs.tcp-ports', async (context) => {
    const numbers = [3306, 6446, 5432];
    const route = await context.tcpRoute('the-routes', [3306, 6446, ...onPods(numbers).slice(0, 2)]);
    await grants(context, { transport: 'TCP', numbers, route }, [3306, 6446]);
  });

  scenario('ex.specs.tcp-all', async (context) => {
    const numbers = [3306, 6446, 5432];
    const route = await context.tcpRoute('the-routes', []);
    await grants(context, { transport: 'TCP', numbers, route }, numbers);
  });
});

// The document's 989 and 990 are 8989 and 8990 here: below 1024 not everybody may listen.
describeSection(
  'traffic-specs',
  'UDPRoute',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    scenario('ex.specs.udp-ports', async (context) => {
      const numbers = [8989, 8990, 8991];
      const route = await context.udpRoute('the-routes', [8989, 8990, ...onPods(numbers).slice(0, 2)]);
      await grants(context, { transport: 'UDP', numbers, route }, [8989, 8990]);
    });

    scenario('ex.specs.udp-all', async (context) => {
      const numbers = [8989, 8990, 8991];
      const route = await context.udpRoute('the-routes', []);
      await grants(context, { transport: 'UDP', numbers, route }, numbers);
    });
  },
);
