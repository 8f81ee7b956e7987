import type { Behaviour } from '../behaviour/behaviour.ts';
import { podUri, serviceAccountUri } from '../identity/names.ts';
import type { Service, TrafficSplit } from '../objects/model.ts';
import { endpointsOf, protocolOf } from './endpoints.ts';
import { portKey, type Destination, type Grant, type PortPlan, type ServiceDestination } from './plan.ts';
import { splitsOf } from './splits.ts';
import type { NamespaceView, World } from './world.ts';

/** Everything in a namespace that an application may dial, by IP address. */
export function destinationsOf(
  behaviour: Behaviour,
  world: World,
  view: NamespaceView,
  grants: ReadonlyMap<string, readonly Grant[]>,
): ReadonlyMap<string, Destination> {
  const found = new Map<string, Destination>();
  for (const pod of view.pods.values()) {
    if (pod.ip === undefined || !pod.meshed) continue;
    const probes = behaviour.probesOf(pod);
    found.set(pod.ip, {
      kind: 'pod',
      pod: `${view.name}/${pod.name}`,
      ...(probes.length === 0 ? {} : { probes }),
    });
  }
  const guarded = (destination: ServiceDestination): ServiceDestination =>
    behaviour.guards === 'server' ? destination : withGrants(destination, view, grants);
  for (const service of view.services.values()) {
    if (service.clusterIP !== undefined)
      found.set(service.clusterIP, guarded(serviceDestination(behaviour, world, view, service)));
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
    const own = behaviour.ownEndpoints(endpointsOf(behaviour, view, service, port));
    ports[portKey(port.port, port.transport)] = {
      protocol: protocolOf(port),
      own,
      splits: splitsOf(behaviour, world, splits, port, own),
    };
  }
  return { kind: 'service', namespace: service.namespace, name: service.name, ports };
}

/** What a client's side-car needs to hold requests to the policy by itself. */
function withGrants(
  destination: ServiceDestination,
  view: NamespaceView,
  grants: ReadonlyMap<string, readonly Grant[]>,
): ServiceDestination {
  const of = [...view.pods.values()].flatMap(({ ip, serviceAccount, name }) => {
    if (ip === undefined) return [];
    const uris = [serviceAccountUri(view.name, serviceAccount), podUri(view.name, name)];
    return [[ip, uris.flatMap((uri) => grants.get(uri) ?? [])] as const];
  });
  return { ...destination, grants: Object.fromEntries(of) };
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
    for (const split of view.splits.values()) if (behaviour.governs(split, service, world)) found.push(split);
  }
  return found;
}
