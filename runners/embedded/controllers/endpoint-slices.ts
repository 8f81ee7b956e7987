import {
  isFinished,
  isReady,
  type Pod,
  type Service,
  type ServicePort,
  type SliceEndpoint,
  type SlicePort,
} from './objects/index.ts';
import { canonical, safeDigest } from './template-hash.ts';

/** Endpoints that share their port numbers: the content of one EndpointSlice, and of one subset of an Endpoints object. */
export interface EndpointGroup {
  readonly ports: readonly SlicePort[];
  readonly endpoints: readonly SliceEndpoint[];
}

/**
 * A Service's endpoints among the pods it selects, grouped by port numbers, which differ where a named target port means
 * another number in another pod. A Service without pods has one group without endpoints.
 */
export function endpointGroups(service: Service, pods: readonly Pod[]): readonly EndpointGroup[] {
  const groups = new Map<string, { ports: readonly SlicePort[]; endpoints: SliceEndpoint[] }>();
  for (const pod of pods) {
    const endpoint = endpointOf(service, pod);
    if (endpoint === undefined) continue;
    const ports = (service.spec.ports ?? []).flatMap((port) => resolvePort(port, pod));
    const signature = canonical(ports);
    const group = groups.get(signature) ?? { ports, endpoints: [] };
    group.endpoints.push(endpoint);
    groups.set(signature, group);
  }
  if (groups.size === 0) return [{ ports: [], endpoints: [] }];
  return [...groups.values()].map(({ ports, endpoints }) => ({
    ports,
    endpoints: endpoints.sort(byAddress),
  }));
}

/** Name of the EndpointSlice of a group: the same for as long as the group's port numbers are. */
export function sliceName(service: string, group: EndpointGroup): string {
  return `${service}-${safeDigest(canonical([service, group.ports]), 5)}`;
}

function endpointOf(service: Service, pod: Pod): SliceEndpoint | undefined {
  const address = pod.status?.podIP;
  if (address === undefined || isFinished(pod)) return undefined;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const serving = isReady(pod);
  const unready = service.spec.publishNotReadyAddresses === true;
  return {
    addresses: [address],
    conditions: { ready: unready || (serving && !terminating), serving: unready || serving, terminating },
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      uid: pod.metadata.uid,
    },
  };
}

/** None when the pod has no port of that name: it then has no endpoint for this port. */
function resolvePort(port: ServicePort, pod: Pod): readonly SlicePort[] {
  const protocol = port.protocol ?? 'TCP';
  const target = port.targetPort ?? port.port;
  const number = typeof target === 'number' ? target : namedPort(pod, target, protocol);
  if (number === undefined) return [];
  const appProtocol = port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol };
  return [{ name: port.name ?? '', port: number, protocol, ...appProtocol }];
}

function namedPort(pod: Pod, name: string, protocol: string): number | undefined {
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

function byAddress(a: SliceEndpoint, b: SliceEndpoint): number {
  return (a.addresses[0] ?? '').localeCompare(b.addresses[0] ?? '');
}

/** `subsets` of the older Endpoints object, which says the same in another form. */
export function endpointSubsets(groups: readonly EndpointGroup[]): readonly Record<string, unknown>[] {
  return groups
    .filter((group) => group.endpoints.length > 0)
    .map((group) => {
      const staying = group.endpoints.filter((endpoint) => endpoint.conditions?.terminating !== true);
      const ready = staying.filter((endpoint) => endpoint.conditions?.ready === true);
      const unready = staying.filter((endpoint) => endpoint.conditions?.ready !== true);
      return {
        ...(ready.length === 0 ? {} : { addresses: ready.map(subsetAddress) }),
        ...(unready.length === 0 ? {} : { notReadyAddresses: unready.map(subsetAddress) }),
        ...(group.ports.length === 0 ? {} : { ports: group.ports.map(subsetPort) }),
      };
    })
    .filter((subset) => 'addresses' in subset || 'notReadyAddresses' in subset);
}

function subsetAddress(endpoint: SliceEndpoint): Record<string, unknown> {
  const nodeName = endpoint.nodeName === undefined ? {} : { nodeName: endpoint.nodeName };
  return { ip: endpoint.addresses[0], ...nodeName, targetRef: endpoint.targetRef };
}

function subsetPort(port: SlicePort): Record<string, unknown> {
  const { name, ...rest } = port;
  return name === undefined || name === '' ? rest : { name, ...rest };
}
