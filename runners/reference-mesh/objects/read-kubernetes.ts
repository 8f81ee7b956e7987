import { identified, list, object, stringMap, text, texts, whole, type Json } from './fields.ts';
import type { EndpointSlice, Pod, Service } from './model.ts';

/** Name of the container that makes a pod a part of the mesh. */
export const sidecarContainer = 'smi-reference-sidecar';

export function readService(source: Json): Service {
  const spec = object(source['spec']);
  const address = text(spec['clusterIP']);
  return {
    ...identified(source),
    clusterIP: address === 'None' ? undefined : address,
    ports: list(spec['ports'])
      .filter((port) => (text(port['protocol']) ?? 'TCP') === 'TCP')
      .flatMap((port) => {
        const number = whole(port['port']);
        if (number === undefined) return [];
        return [{ name: text(port['name']) ?? '', port: number, appProtocol: text(port['appProtocol']) }];
      }),
  };
}

export function readEndpointSlice(source: Json): EndpointSlice {
  return {
    ...identified(source),
    service: stringMap(object(source['metadata'])['labels'])['kubernetes.io/service-name'] ?? '',
    ports: list(source['ports'])
      .filter((port) => (text(port['protocol']) ?? 'TCP') === 'TCP')
      .flatMap((port) => {
        const number = whole(port['port']);
        return number === undefined ? [] : [{ name: text(port['name']) ?? '', port: number }];
      }),
    endpoints: list(source['endpoints'])
      // Absent means ready, says the EndpointSlice API.
      .filter((endpoint) => object(endpoint['conditions'])['ready'] !== false)
      .flatMap((endpoint) => {
        const target = object(endpoint['targetRef']);
        const pod = target['kind'] === 'Pod' ? text(target['name']) : undefined;
        return texts(endpoint['addresses']).map((ip) => ({ ip, pod }));
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
  };
}
