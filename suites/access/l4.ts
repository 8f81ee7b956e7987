import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { Client } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { first, portsOf, second, third } from '../specs/ports.ts';

const overTcp = (listed: readonly Client[], others: readonly Client[]): readonly Row[] => [
  ...listed.flatMap((client) => [reached(client, `TCP ${first}`), reached(client, `TCP ${third}`)]),
  ...others.map((client) => denied(client, `TCP ${second}`)),
];
const overUdp = (listed: readonly Client[], others: readonly Client[]): readonly Row[] => [
  ...listed.flatMap((client) => [reached(client, `UDP ${second}`), denied(client, `UDP ${first}`)]),
  ...listed.slice(-1).map((client) => reached(client, `UDP ${third}`)),
  ...others.map((client) => denied(client, `UDP ${third}`)),
];

// The example's ports are 8300 to 8302; here they are those that the pods listen on.
describeSection(
  'traffic-access',
  'Example implementation for L4',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    // The example has one client; here it is one of several, as sources are, and not the same ones for ever.
    scenario('access.l4.tcp-udp-example', async (context) => {
      const { access, target, clients } = context;
      const { one, two, three, outsider, elsewhere } = clients;
      const [tcp, udp] = [await portsOf(context, 'tcp'), await portsOf(context, 'udp')];
      const rules = [
        (await context.tcpRoute('tcp-ports', [second, third, first])).rule(),
        (await context.udpRoute('udp-ports', [second, third])).rule(),
      ];
      await access(tcp, overTcp([], [one, outsider]), { wayShownBelow: true });

      const grant = await target('protocol-specific', { sources: [one, two, elsewhere], rules });
      await access(tcp, overTcp([one, two, elsewhere], [three, outsider]));
      await access(udp, overUdp([one, two, elsewhere], [three, outsider]));

      await grant.update({ sources: [two, elsewhere], rules });
      await access(tcp, overTcp([two, elsewhere], [one]));
      await access(udp, overUdp([two, elsewhere], [one]));

      // Another one of that name, beside one that lists the same ports for one of the former sources.
      await target('protocol', { sources: [elsewhere], rules: rules.slice(0, 1) });
      await grant.remove();
      await target('protocol-specific', { sources: [three], rules });
      await access(tcp, overTcp([three, elsewhere], [two]));
    });
  },
);
