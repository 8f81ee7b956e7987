import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Service, ServicePort } from '../objects/model.ts';
import type { Endpoint, PortPlan } from './plan.ts';
import type { NamespaceView } from './world.ts';

/** The endpoints of one port of a Service, in a stable order. */
export function endpointsOf(
  behaviour: Behaviour,
  view: NamespaceView,
  service: Service,
  port: ServicePort,
): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of view.slicesOf(service.name)) {
    // A slice repeats the Service's port names with the number that its pods listen on.
    const target = slice.ports.find((candidate) => candidate.name === port.name)?.port;
    if (target === undefined) continue;
    for (const { ip, pod, ready } of slice.endpoints) {
      if (!behaviour.takesPart(ready)) continue;
      const meshed = pod !== undefined && view.pods.get(pod)?.meshed === true;
      found.set(ip, meshed ? { ip, port: target, pod: `${view.name}/${pod}` } : { ip, port: target });
    }
  }
  return [...found.values()].sort((a, b) => (a.ip < b.ip ? -1 : 1));
}

/** What a port speaks: `appProtocol` first, then the prefix of its name, else HTTP. */
export function protocolOf(port: ServicePort): PortPlan['protocol'] {
  if (port.transport === 'UDP') return 'udp';
  const declared = port.appProtocol ?? port.name.split('-')[0] ?? '';
  return declared === 'tcp' ? 'tcp' : 'http';
}
