import { identified, list, object, stringMap, text, texts, whole, type Json } from './fields.ts';
import type { EndpointSlice, Pod, Probe, Service, Transport } from './model.ts';

/** Name of the container that makes a pod a part of the mesh. */
export const sidecarContainer = 'smi-reference-sidecar';

export function readService(source: Json): Service {
  const spec = object(source['spec']);
  const address = text(spec['clusterIP']);
  return {
    ...identified(source),
    clusterIP: address === 'None' ? undefined : address,
    nodePort: text(spec['type']) === 'NodePort',
    ports: list(spec['ports']).flatMap((port) => {
      const number = whole(port['port']);
      const transport = transportOf(port);
      if (number === undefined || transport === undefined) return [];
      const appProtocol = text(port['appProtocol']);
      return [{ name: text(port['name']) ?? '', port: number, transport, appProtocol }];
    }),
  };
}

export function readEndpointSlice(source: Json): EndpointSlice {
  return {
    ...identified(source),
    service: stringMap(object(source['metadata'])['labels'])['kubernetes.io/service-name'] ?? '',
    ports: list(source['ports'])
      .filter((port) => transportOf(port) !== undefined)
      .flatMap((port) => {
        const number = whole(port['port']);
        return number === undefined ? [] : [{ name: text(port['name']) ?? '', port: number }];
      }),
    endpoints: list(source['endpoints']).flatMap((endpoint) => {
      const target = object(endpoint['targetRef']);
      const pod = target['kind'] === 'Pod' ? text(target['name']) : undefined;
      // Absent means ready, says the EndpointSlice API.
      const ready = object(endpoint['conditions'])['ready'] !== false;
      return texts(endpoint['addresses']).map((ip) => ({ ip, pod, ready }));
    }),
  };
}

export function readPod(source: Json): Pod {
  const spec = object(source['spec']);
  const status = object(source['status']);
  // A pod that has ended keeps its address in its status although another one may hold it by now.
  const ended = status['phase'] === 'Succeeded' || status['phase'] === 'Failed';
  return {
    ...identified(source),
    ip: ended ? undefined : text(status['podIP']),
    serviceAccount: text(spec['serviceAccountName']) ?? 'default',
    labels: stringMap(object(source['metadata'])['labels']),
    meshed: list(spec['containers']).some((container) => container['name'] === sidecarContainer),
    probes: list(spec['containers']).flatMap(probesOf),
  };
}

/** Undefined for SCTP, which the mesh does not carry. */
function transportOf(port: Json): Transport | undefined {
  const transport = text(port['protocol']) ?? 'TCP';
  return transport === 'TCP' || transport === 'UDP' ? transport : undefined;
}

/** Those that go to the pod's own address by HTTP. */
function probesOf(container: Json): readonly Probe[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((kind) => {
    const { port, path, host } = object(object(container[kind])['httpGet']);
    const named = list(container['ports']).find(({ name }) => name === port)?.['containerPort'];
    const number = whole(port) ?? whole(named);
    return number === undefined || host !== undefined ? [] : [{ port: number, path: text(path) ?? '/' }];
  });
}
