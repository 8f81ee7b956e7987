import { workloadLabel } from '../../fixtures/agent/manifest.ts';
import { denied, reached, type Row } from '../scenario/access-table.ts';
import type { Client, ScenarioContext } from '../scenario/context.ts';
import { describeSection, scenario } from '../scenario/registry.ts';
import { examplePorts, onPods } from './ports.ts';
import { programme } from './programme.ts';

/** Both transports are open on the first two; the third is open to TCP alone. */
const numbers = [8301, 8302, 8300] as const;

describeSection(
  'traffic-access',
  'Example implementation for L4',
  { mode: 'strict', testbed: 'destination', waitsLong: true },
  () => {
    scenario('ex.access.l4', async (context) => {
      const { service, server, clients, tcpRoute, udpRoute, target, access } = context;
      const { one: client, two: other } = clients;
      programme(
        context,
        { server, client },
        'The routes name the ports of the Services and those of the pods, since the text leaves open which it means.',
        'The name of the target is spelled as in the document.',
      );
      const tcp = await service('server-tcp', { pods: server, ports: examplePorts(numbers, 'tcp') });
      const udp = await service('server-udp', { pods: server, ports: examplePorts(numbers, 'udp') });
      const tcpPorts = await tcpRoute('tcp-ports', [...numbers, ...onPods(numbers)]);
      const udpPorts = await udpRoute('udp-ports', [8301, 8302, ...onPods([8301, 8302])]);
      const asKnown = context.version === 'v1alpha4' ? await bound(context, client) : { sources: [client] };

      await target('protocal-specific', { ...asKnown, rules: [tcpPorts.rule(), udpPorts.rule()] });

      await access(
        tcp,
        numbers.flatMap((port): Row[] => [reached(client, `TCP ${port}`), denied(other, `TCP ${port}`)]),
      );
      await access(udp, [
        reached(client, 'UDP 8301'),
        reached(client, 'UDP 8302'),
        denied(client, 'UDP 8300'),
        denied(other, 'UDP 8301'),
      ]);
    });
  },
);

/** Both sides by IdentityBindings, as v1alpha4 has the example; either kind of scheme has a part. */
async function bound({ binding, serverAccount }: ScenarioContext, client: Client) {
  return {
    destination: await binding('server', { serviceAccount: serverAccount }),
    sources: [await binding('client', { podLabels: { [workloadLabel]: client.name } })],
  };
}
