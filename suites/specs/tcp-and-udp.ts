import { denied, reached } from '../scenario/access-table.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import {
  allAndOne,
  between,
  everyPort,
  first,
  grant,
  grantTo,
  listedPorts,
  many,
  namesakeElsewhere,
  ports,
  portsOf,
  second,
  third,
  withoutPorts,
} from './ports.ts';

describeSection('traffic-specs', 'TCPRoute', { mode: 'strict', testbed: 'destination' }, () => {
  scenario('specs.tcp.any', async (context) => {
    const { one, two } = context.clients;
    const tcp = await portsOf(context, 'tcp', [first, second]);
    const route = await context.tcpRoute('any');

    // One version of access cannot do without the port of a destination, which is then all that is open.
    const open = context.dialect.access === 'v1alpha1' ? [first] : [first, second];
    const port = open.length === 1 ? first : 'every';
    await context.target('any', { sources: [one], rules: [route.rule()], port });

    await context.access(
      tcp,
      open.flatMap((number) => [reached(one, `TCP ${number}`), denied(two, `TCP ${number}`)]),
    );
  });

  scenario('specs.tcp.ports-list', async (context) => {
    const tcp = await portsOf(context, 'tcp', [...ports, between]);

    // Nobody refers to these.
    await context.tcpRoute('alone', []);
    await namesakeElsewhere(context, 'TCPRoute', 'one');
    await grant(context, await context.tcpRoute('many', many), await context.tcpRoute('one', [second]));
    await namesakeElsewhere(context, 'TCPRoute', 'many');
    await grantTo(context, context.clients.two, [await context.tcpRoute('other', [between])]);

    await context.access(tcp, listedPorts('TCP', context.clients));
  });

  scenario('specs.tcp.ports-empty', async (context) => {
    const tcp = await portsOf(context, 'tcp');

    await grant(context, await context.tcpRoute('all', []));
    await grantTo(context, context.clients.two, [await context.tcpRoute('one', [second])]);

    await context.access(tcp, allAndOne('TCP', context.clients));
  });

  scenario('specs.tcp.matches-omitted', async (context) => {
    const tcp = await portsOf(context, 'tcp');

    await grant(context, await withoutPorts(context, 'TCPRoute', context.tcpRoute));

    await context.access(tcp, everyPort('TCP', context.clients));
  });

  scenario('specs.tcp.update', async (context) => {
    const { one } = context.clients;
    const tcp = await portsOf(context, 'tcp');
    const opens = async (...open: readonly number[]): Promise<void> => {
      const row = (port: number) => (open.includes(port) ? reached : denied)(one, `TCP ${port}`);
      await context.access(tcp, ports.map(row));
    };
    const route = await context.tcpRoute('ports', [first, second]);
    await grant(context, route);
    await opens(first, second);

    await route.update([third, second]);
    await opens(second, third);

    await route.update([first, second]);
    await opens(first, second);

    // All of them, and fewer again.
    await route.update([]);
    await opens(first, second, third);
    await route.update([third]);
    await opens(third);
  });
});

describeSection(
  'traffic-specs',
  'UDPRoute',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    scenario('specs.udp.ports-list', async (context) => {
      const udp = await portsOf(context, 'udp', [...ports, between]);

      await namesakeElsewhere(context, 'UDPRoute', 'one');
      const [long, short] = [await context.udpRoute('many', many), await context.udpRoute('one', [second])];
      await grant(context, long, short);
      await namesakeElsewhere(context, 'UDPRoute', 'many');
      await grantTo(context, context.clients.two, [await context.udpRoute('other', [between])]);

      await context.access(udp, listedPorts('UDP', context.clients));

      // They stand for what they list now: one port has gone, and one is in the other route.
      const { one, two } = context.clients;
      await long.update([first]);
      await short.update([third]);
      await context.access(udp, [
        reached(one, `UDP ${first}`),
        denied(one, `UDP ${second}`),
        reached(one, `UDP ${third}`),
        reached(two, `UDP ${between}`),
      ]);
    });

    scenario('specs.udp.ports-empty', async (context) => {
      const udp = await portsOf(context, 'udp');

      await grant(context, await context.udpRoute('all', []));
      await grantTo(context, context.clients.two, [await context.udpRoute('one', [second])]);

      await context.access(udp, allAndOne('UDP', context.clients));
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

      await context.udpRoute('alone', []);

      await context.access(udp, [
        denied(one, `UDP ${first}`),
        denied(two, `UDP ${second}`),
        denied(outsider, `UDP ${first}`),
      ]);
    });
  },
);
