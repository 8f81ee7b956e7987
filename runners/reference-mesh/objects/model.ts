/**
 * Kubernetes and SMI objects as the reference mesh reads them: one shape for all versions, only the fields that it obeys.
 * It is written apart from the suite's own model on purpose, so that one misreading does not hide behind the other.
 */

export interface Identified {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface Service extends Identified {
  /** Undefined for a headless Service or one without an address yet. */
  readonly clusterIP: string | undefined;
  /** Whether every node has a port for it. */
  readonly nodePort: boolean;
  readonly ports: readonly ServicePort[];
}

export type Transport = 'TCP' | 'UDP';

export interface ServicePort {
  /** Empty for the only port of a Service, when it has no name. */
  readonly name: string;
  readonly port: number;
  readonly transport: Transport;
  readonly appProtocol: string | undefined;
}

/** One EndpointSlice of a Service: only what is reached by TCP or UDP. */
export interface EndpointSlice extends Identified {
  readonly service: string;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly endpoints: readonly {
    readonly ip: string;
    readonly pod: string | undefined;
    readonly ready: boolean;
  }[];
}

export interface Probe {
  readonly port: number;
  readonly path: string;
}

export interface Pod extends Identified {
  readonly ip: string | undefined;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether its template carries the mesh's side-car. */
  readonly meshed: boolean;
  /** What the kubelet asks its containers for over HTTP. */
  readonly probes: readonly Probe[];
}

/** As written: v1alpha1 has Kubernetes quantities, later versions whole numbers. */
export interface Weight {
  readonly raw: number | string;
  readonly quantity: boolean;
}

export interface TrafficSplit extends Identified {
  readonly kind: 'TrafficSplit';
  readonly apiVersion: string;
  readonly service: string;
  readonly backends: readonly { readonly service: string; readonly weight: Weight }[];
  /** Names of the HTTPRouteGroups whose routes a request must meet; empty: the split holds for all requests. */
  readonly groups: readonly string[];
  /** Whether the object has a list of conditions at all, be it an empty one. */
  readonly listsConditions: boolean;
}

export interface HttpRoute {
  readonly name: string;
  readonly path?: string;
  /** Left out, or empty, as the object has it; so for headers. */
  readonly methods?: readonly string[];
  /** Header name as written, regular expression. */
  readonly headers?: readonly (readonly [name: string, pattern: string])[];
}

export interface HttpRouteGroup extends Identified {
  readonly kind: 'HTTPRouteGroup';
  readonly routes: readonly HttpRoute[];
}

/** The routes that know of ports and nothing else. */
export interface PortRoute extends Identified {
  readonly kind: 'TCPRoute' | 'UDPRoute';
  /** Undefined when the object lists none, whether by an empty list or by leaving it out. */
  readonly ports: readonly number[] | undefined;
}

export interface IdentityReference {
  readonly kind: string;
  readonly name: string;
  /** Undefined when the object leaves it out. */
  readonly namespace: string | undefined;
}

export interface RouteReference {
  readonly kind: string;
  readonly name: string;
  /** Routes of the group by name; empty: all of them. */
  readonly matches: readonly string[];
  /** `matches` was given, and empty. */
  readonly emptyMatches?: true;
}

export interface TrafficTarget extends Identified {
  readonly kind: 'TrafficTarget';
  readonly destination: IdentityReference;
  /** v1alpha1 and v1alpha2; undefined: every port. */
  readonly port: number | undefined;
  readonly sources: readonly IdentityReference[];
  readonly rules: readonly RouteReference[];
}

export interface IdentityBinding extends Identified {
  readonly kind: 'IdentityBinding';
  readonly podLabels: Readonly<Record<string, string>> | undefined;
  readonly spiffeIdentities: readonly string[];
  readonly serviceAccount: string | undefined;
}

export type SmiObject = TrafficSplit | TrafficTarget | IdentityBinding | HttpRouteGroup | PortRoute;
export type SmiKind = SmiObject['kind'];
