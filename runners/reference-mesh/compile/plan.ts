import type { HttpRoute, Probe, Transport } from '../objects/model.ts';

/** What the control plane makes of the cluster's objects, and all that a side-car knows of them. Sent as JSON. */

/** What lies behind an address that an application dials. An address that is neither is not the mesh's business. */
export type Destination = ServiceDestination | PodDestination;

export interface ServiceDestination {
  readonly kind: 'service';
  readonly namespace: string;
  readonly name: string;
  /** By `portKey`. */
  readonly ports: Readonly<Record<string, PortPlan>>;
  /** By IP address of the pods behind it, where clients are held to the policy on their own side. */
  readonly grants?: Readonly<Record<string, readonly Grant[]>>;
}

/** A meshed pod dialled by its own address: reached as it is, but authenticated. */
export interface PodDestination {
  readonly kind: 'pod';
  /** `namespace/name` */
  readonly pod: string;
  /** What its kubelet may ask for without a grant. */
  readonly probes?: readonly Probe[];
}

/** A Service may offer one number to connections and to datagrams: `53` and `53/UDP`. */
export function portKey(port: number, transport: Transport): string {
  return transport === 'TCP' ? `${port}` : `${port}/${transport}`;
}

export interface PortPlan {
  readonly protocol: 'http' | 'tcp' | 'udp';
  /** Pods that the Service itself selects. */
  readonly own: readonly Endpoint[];
  /** In order: the first whose conditions a request meets decides; if none does, the Service itself answers. */
  readonly splits: readonly SplitPlan[];
}

export interface SplitPlan {
  /** `namespace/name`, with the object's uid: another object of that name starts its own round. */
  readonly id: string;
  /** The object's creation, as the API server says it: in whole seconds. */
  readonly createdAt?: string;
  /** Undefined: for every request. A list, even an empty one: for requests that meet one of the routes. */
  readonly conditions?: readonly HttpRoute[];
  readonly backends: readonly BackendPlan[];
}

export interface BackendPlan {
  readonly service: string;
  /** Relative to the other weights of the split, in thousandths; a safe integer, not negative. */
  readonly weight: number;
  readonly endpoints: readonly Endpoint[];
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  /** `namespace/name` of a meshed pod, to be reached through its side-car; undefined for any other. */
  readonly pod?: string;
}

/** What one TrafficTarget allows to one destination. Grants add up; nothing is taken from one to widen another. */
export interface Grant {
  /** `namespace/name` of the TrafficTarget. */
  readonly target: string;
  /** URIs of identities: a peer is a source when it has proven one of them. */
  readonly sources: readonly string[];
  readonly http?: HttpGrant;
  readonly tcp?: PortsGrant;
  readonly udp?: PortsGrant;
}

export interface HttpGrant {
  /** Undefined: every port. */
  readonly ports?: readonly number[];
  /** Undefined: every request. */
  readonly routes?: readonly HttpRoute[];
}

/** Ports of the container that connections, or datagrams, may be sent to. */
export interface PortsGrant {
  /** Undefined: every port. */
  readonly ports?: readonly number[];
}

/** Switches of the mesh: ConfigMap `mesh-config`. */
export interface MeshSettings {
  readonly mode: 'strict' | 'permissive';
  readonly scheduler: 'wrr' | 'random';
  readonly faults: readonly string[];
}

export const defaultSettings: MeshSettings = { mode: 'permissive', scheduler: 'wrr', faults: [] };
