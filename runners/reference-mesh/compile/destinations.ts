import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Service, TrafficSplit } from '../objects/model.ts';
import { endpointsOf, protocolOf } from './endpoints.ts';
import { portKey, type Destination, type PortPlan, type ServiceDestination } from './plan.ts';
import { splitsOf } from './splits.ts';
import type { NamespaceView, World } from './world.ts';

/** Everything in a namespace that an application may dial, by IP address. */
export function destinationsOf(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
): ReadonlyMap<string, Destination> {
  const found = new Map<string, Destination>();
  for (const pod of view.pods.values()) {
    if (pod.ip !== undefined && pod.meshed)
      found.set(pod.ip, { kind: 'pod', pod: `${view.name}/${pod.name}` });
  }
  for (const service of view.services.values()) {
    if (service.clusterIP !== undefined)
      found.set(service.clusterIP, serviceDestination(behaviour, world, view, service));
  }
  return found;
}

function serviceDestination(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
  service: Service,
): ServiceDestination {
  const splits = governing(behaviour, world, service);
  const ports: Record<string, PortPlan> = {};
  for (const port of behaviour.rootPorts(service, backendsOf(behaviour, world, splits))) {
    const own = behaviour.ownEndpoints(endpointsOf(view, service, port));
    ports[portKey(port.port, port.transport)] = {
      protocol: protocolOf(port),
      own,
      splits: splitsOf(behaviour, world, splits, port, own),
    };
  }
  return { kind: 'service', namespace: service.namespace, name: service.name, ports };
}

function backendsOf(behaviour: Behaviour, world: World, splits: readonly TrafficSplit[]): readonly Service[] {
  return splits.flatMap((split) =>
    split.backends.flatMap(({ service }) => behaviour.backendService(split, service, world) ?? []),
  );
}

/** Every split of the cluster is asked, so that keeping to its own namespace is a decision of `governs` and not of the lookup. */
function governing(behaviour: Behaviour, world: World, service: Service): readonly TrafficSplit[] {
  const found: TrafficSplit[] = [];
  for (const view of world.namespaces()) {
    for (const split of view.splits.values()) if (behaviour.governs(split, service)) found.push(split);
  }
  return found;
}
