import type { Json } from '../objects/fields.ts';

export const collections = {
  namespaces: '/api/v1/namespaces',
  services: '/api/v1/services',
  slices: '/apis/discovery.k8s.io/v1/endpointslices',
  pods: '/api/v1/pods',
  configMaps: '/api/v1/configmaps',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
} as const;

const all = ['v1alpha1', 'v1alpha2', 'v1alpha3', 'v1alpha4'] as const;

/** Served versions by CRD. */
export const served: Readonly<Record<string, readonly string[]>> = {
  'trafficsplits.split.smi-spec.io': all,
  'traffictargets.access.smi-spec.io': all,
  'identitybindings.access.smi-spec.io': ['v1alpha4'],
  'httproutegroups.specs.smi-spec.io': all,
  'tcproutes.specs.smi-spec.io': all,
  'udproutes.specs.smi-spec.io': ['v1alpha4'],
};

export interface PortSpec {
  readonly name: string;
  readonly port: number;
  readonly target: number;
  /** TCP unless said otherwise. */
  readonly transport?: 'TCP' | 'UDP';
}

export const usualPorts: readonly PortSpec[] = [
  { name: 'http', port: 8080, target: 8080 },
  { name: 'http-second', port: 9090, target: 8081 },
  { name: 'tcp', port: 7070, target: 7070 },
  { name: 'udp', port: 7070, target: 7070, transport: 'UDP' },
];

export interface PodSpec {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
}

export function serviceObject(
  namespace: string,
  name: string,
  clusterIP: string,
  ports: readonly PortSpec[],
): Json {
  return {
    metadata: { namespace, name },
    spec: {
      clusterIP,
      ports: ports.map(({ name: portName, port, transport = 'TCP' }) => ({
        name: portName,
        port,
        protocol: transport,
      })),
    },
  };
}

export function sliceObject(
  namespace: string,
  service: string,
  ports: readonly PortSpec[],
  pods: readonly PodSpec[],
): Json {
  return {
    metadata: { namespace, name: `${service}-1`, labels: { 'kubernetes.io/service-name': service } },
    ports: ports.map(({ name, target, transport = 'TCP' }) => ({ name, port: target, protocol: transport })),
    endpoints: pods.map(({ name, ip }) => ({
      addresses: [ip],
      conditions: { ready: true },
      targetRef: { kind: 'Pod', name },
    })),
  };
}

/** With the managed fields that a server gives an object that was written in the version of its apiVersion. */
export function written(source: Json): Json {
  const metadata = source['metadata'] as Json;
  const managedFields = [{ apiVersion: source['apiVersion'], time: '2026-01-01T00:00:00Z' }];
  return { ...source, metadata: { namespace: 't', ...metadata, managedFields } };
}
