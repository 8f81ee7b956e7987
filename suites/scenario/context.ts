import type {
  SmiDialect,
  SmiGroup,
  SmiObject,
  SmiVersion,
  HttpMatch,
  IdentityBinding,
  IdentityReference,
  RouteReference,
} from '../../fixtures/smi/model.ts';
import type { Place, PodSelection } from '../../fixtures/testbed/workloads.ts';
import type { PortProtocol } from '../../fixtures/meshes/profile.ts';
import type { ServiceType } from '../../fixtures/testbed/service.ts';
import type { Row, Seen } from './access-table.ts';
import type { Admission, AdmissionAnswer, ApiSurface, Toolbox } from './desks.ts';
import type { Client, Clients } from './calls.ts';

/**
 * What a scenario works with. Everything it creates has a name of its own, is labelled, and is gone when it ends.
 * Every expectation first waits until the state after the latest change is in force (the gate), then judges fresh traffic.
 */
export interface ScenarioContext {
  /** The API group that is judged, and its version. */
  readonly group: SmiGroup;
  readonly version: SmiVersion;
  /** Versions in which the objects of the other groups are written. */
  readonly dialect: SmiDialect;
  readonly signal: AbortSignal;

  /** Whether the mesh carries HTTP/2 with prior knowledge to a service that nothing is asked of. */
  readonly carriesHttp2: boolean;

  /** The client that most scenarios call from: `clients.one`. */
  readonly client: Client;
  readonly clients: Clients;
  /** The server workload that this scenario may grant access to; nobody else changes its access meanwhile. */
  readonly server: string;
  /** The service account that the pods of `server` run under. */
  readonly serverAccount: string;

  /** Creates a Service; answers with its name in the cluster. */
  readonly service: (name: string, options: ServiceOptions) => Promise<ServiceName>;
  /** The name that a Service of this scenario will have once it is created. */
  readonly serviceNamed: (name: string) => ServiceName;
  /** Gives a Service of the testbed's home other ports. */
  readonly changePorts: (service: ServiceName, ports: readonly PortMapping[]) => Promise<void>;
  /** The address that the cluster gave a Service of the testbed's home. */
  readonly clusterIP: (service: ServiceName) => Promise<string>;
  /** The host name by which applications call a Service; by another template where one is given. */
  readonly hostOf: (service: ServiceName, template?: string) => string;
  readonly removeService: (service: ServiceName) => Promise<void>;
  /** Lets the pods of a workload take part in Services with `pods: 'enrolled'`. */
  readonly enrol: (workload: string) => Promise<void>;
  /** Takes them out again, as deleting their Deployment would. */
  readonly dismiss: (workload: string) => Promise<void>;

  /**
   * Starts a workload of the scenario's own, for a question about pods that come, go or change; no Service selects it but
   * the scenario's. Every start takes seconds on a real cluster: the standing workloads serve wherever they can.
   */
  readonly deploy: (name: string, options?: DeployOptions) => Promise<Deployed>;
  /** Makes a namespace of the scenario's own, in the mesh and without pods, for a question about namespaces; one at most. */
  readonly ownNamespace: () => Promise<OwnNamespace>;
  /** Creates a service account; answers with its name in the cluster. */
  readonly account: (name: string) => Promise<string>;

  /** Applies a TrafficSplit for a root service. */
  readonly split: (root: ServiceName, backends: Backends, options?: SplitOptions) => Promise<AppliedSplit>;
  /** Applies an HTTPRouteGroup, in the testbed's home unless said otherwise. */
  readonly routes: (
    name: string,
    matches: readonly HttpMatch[],
    options?: { readonly place?: Place },
  ) => Promise<AppliedRoutes>;
  /** Applies a TCPRoute; without ports where the version has none, or where none are given. */
  readonly tcpRoute: (name: string, ports?: readonly number[]) => Promise<AppliedPorts>;
  /** Applies a UDPRoute; ends the scenario as unsupported where the version has none. */
  readonly udpRoute: (name: string, ports?: readonly number[]) => Promise<AppliedPorts>;
  /** Applies an IdentityBinding. */
  readonly binding: (name: string, schemes: Schemes) => Promise<AppliedBinding>;
  /** Applies a TrafficTarget whose destination is `server`, unless the grant names another one. */
  readonly target: (name: string, grant: Grant) => Promise<AppliedTarget>;
  /** Applies any SMI object. */
  readonly apply: (object: SmiObject) => Promise<Applied>;

  /**
   * The one expectation about access: who reaches what, all rows at once. A table without a row that is reached is followed
   * by a grant that opens the way for a moment, to show that there is one; `wayShownBelow` says that the scenario's next
   * table does so itself. Answers with what was seen of the rows that are `asked`, in their order.
   */
  readonly access: (
    service: ServiceName,
    rows: readonly Row[],
    options?: AccessOptions,
  ) => Promise<readonly Seen[]>;

  /** The mesh itself, for scenarios that are asked alone. */
  readonly mesh: MeshDesk;
  /** Server-side dry run against the cluster's own schema. */
  readonly admission: Admission;
  readonly api: ApiSurface;

  /** What is made of SMI objects, where the API server may refuse them: undefined when it does. */
  readonly offered: <T>(make: () => Promise<T>) => Promise<T | undefined>;
  /** Records what was seen where the specification leaves it open: one of the requirement's readings. */
  readonly observe: (reading: string, ...lines: string[]) => void;
  /** Marks what was seen as a hole in security, in a sentence, though the specification leaves it open. */
  readonly finding: (sentence: string) => void;
  readonly note: (title: string, lines: readonly string[], data?: unknown) => void;
  /** Ends the scenario: not offered here. */
  readonly unsupported: (reason: string) => never;
  /** Ends the scenario: the mesh is wrong. */
  readonly violation: (wanted: string, got: string, diagnosis?: string) => never;
  /** A name of the scenario's own for an object that it renders itself. */
  readonly nameFor: (name: string) => string;
  readonly namespace: string;
  /** The testbed's other namespace, `elsewhere`. */
  readonly siblingNamespace: string;
  /** The service account that a workload runs under. */
  readonly accountOf: (workload: string, place?: Place) => string;
  /** The addresses of a workload's pods, as other pods dial them. */
  readonly addressesOf: (workload: string) => readonly string[];
  /** Every form by which an application may name a service in this mesh. */
  readonly hostForms: readonly string[];
  /** The plain Kubernetes form. */
  readonly plainHost: string;
}

export interface AccessOptions {
  readonly wayShownBelow?: true;
  /** Namespace of the service, where it is not the testbed's home. */
  readonly place?: Place;
}

/** The name of a Service in the cluster; the brand keeps other strings out. */
export type ServiceName = string & { readonly '~service': true };

export interface ServiceOptions {
  /** A server workload (`v1`, or the name of a deployed one), a pool (`base`, `rollout`, `spare`), `enrolled`, or `none`. */
  readonly pods: string;
  /** Service port; 8080 unless said otherwise. */
  readonly port?: number;
  readonly targetPort?: number | string;
  /** Instead of `port` and `targetPort`, for more than one. */
  readonly ports?: readonly PortMapping[];
  readonly place?: Place;
  /** `ClusterIP` unless said otherwise; `headless` has no address of its own. */
  readonly type?: ServiceType;
  /** Take the name of a Service created elsewhere, for two namespaces with equal names. */
  readonly sameNameAs?: ServiceName;
}

export interface DeployOptions {
  /** Pods; one unless said otherwise. */
  readonly replicas?: number;
  /** Name of a service account in the testbed's home, such as that of a client; else it gets one of its own. */
  readonly account?: string;
  /** In the mesh unless said otherwise. */
  readonly meshed?: boolean;
  /** The pods run and answer, and never become ready. */
  readonly neverReady?: true;
  /** The kubelet asks over HTTP whether they are ready; nobody waits for that. */
  readonly probed?: true;
  /** Part of the scenario's Services that select the enrolled. */
  readonly enrolled?: true;
}

/** A workload of the scenario's own; each change waits until the pods are as wanted and their agents answer. */
export interface Deployed {
  /** In the cluster, in every answer of its pods, and as `pods` of a Service. */
  readonly name: string;
  /** Each pod as it is now. */
  readonly everyClient: readonly Client[];
  /** Its first pod as it is now: asks, or is a source or a destination of a TrafficTarget. */
  readonly client: Client;
  scale(replicas: number): Promise<void>;
  /** Whether the kubelet takes the application in each pod for ready, within what that may take. */
  becomesReady(): Promise<boolean>;
  /** Has its pods made anew under another service account of the namespace. */
  runUnder(account: string): Promise<void>;
}

/** What is in it has the names that it has in the testbed's home. */
export interface OwnNamespace {
  /** Applies a split, with a Service for the root and for each backend; they select no pods. */
  split(root: ServiceName, backends: Backends): Promise<void>;
  /** Deletes the namespace with all that is in it. Answers what holds it back when it does not go in time: nothing, if it went. */
  remove(): Promise<readonly string[]>;
}

export interface PortMapping {
  readonly port: number;
  /** A container port, by number or by name; the same number unless said otherwise. */
  readonly targetPort?: number | string;
  /** What the port's name ends with, after what the mesh reads of it; its number unless said otherwise. */
  readonly name?: string;
  /** What it speaks, told to the mesh as its profile says; `http` unless said otherwise. */
  readonly protocol?: PortProtocol;
}

export type Backends = Readonly<Record<ServiceName, number | string>>;

export interface SplitOptions {
  /** Name of the object, before what makes it the scenario's own; else it is made from the root's. */
  readonly name?: string;
  /** The groups of routes that a request must meet one of; left out of the object where they are not given. */
  readonly matches?: readonly RouteGroup[];
}

/** A reference to an HTTPRouteGroup of the split's namespace, whether it exists or not. */
export interface RouteGroup {
  readonly kind: 'HTTPRouteGroup';
  readonly name: string;
}

export interface Applied {
  /** Deletes it from the cluster; what is expected next is judged without it. */
  remove(): Promise<void>;
}

export interface AppliedSplit extends Applied {
  /** Writes other backends into the same object. */
  update(backends: Backends): Promise<void>;
  /**
   * Applies the same object again: twice server-side, and with an annotation more, as tools do that note when they applied.
   * The object must be no other for the API server.
   */
  again(): Promise<void>;
  /** Writes another root, with the same backends, into the same object. */
  moveTo(root: ServiceName): Promise<void>;
  /** An Event tells of the object, at the latest when a change must have come into force. */
  isToldInEvents(): Promise<void>;
  /** Writes other conditions into the same object; without any, it has none any more. */
  changeMatches(matches?: readonly RouteGroup[]): Promise<void>;
}

export interface MeshDesk {
  /** Has the control plane end and start again; `meanwhile` begins as soon as it was told to end. */
  restartControlPlane(meanwhile: () => Promise<void>): Promise<void>;
}

export interface AppliedTarget extends Applied {
  /** Writes another grant into the same object. */
  update(grant: Grant): Promise<void>;
}

export interface AppliedRoutes extends Applied, RouteGroup {
  /** All routes, or those named, as a rule of a TrafficTarget. */
  rule(...matches: string[]): RouteReference;
  /** Writes other routes into the same object. */
  update(matches: readonly HttpMatch[]): Promise<void>;
}

/** A TCPRoute or UDPRoute. */
export interface AppliedPorts extends Applied {
  rule(): RouteReference;
  /** Writes other ports into the same object. */
  update(ports: readonly number[]): Promise<void>;
}

/** An IdentityBinding, as a source or destination of a TrafficTarget. */
export interface AppliedBinding extends Applied, IdentityReference {
  /** Writes other schemes into the same object. */
  update(schemes: Schemes): Promise<void>;
}

/** By what an IdentityBinding knows a pod. */
export type Schemes = Omit<IdentityBinding, 'kind' | 'name' | 'namespace'>;

/** A client's service account, or whom a reference names. */
export type Identity = Client | IdentityReference;

export interface Grant {
  readonly sources: readonly Identity[];
  readonly rules: readonly RouteReference[];
  /** Instead of the server's account. */
  readonly destination?: Identity;
  /** Service port of A1 and A2; 8080 where the version needs one; `every` leaves it out all the same. */
  readonly port?: number | 'every';
}

export type { CallOptions, Calls, Client, Clients } from './calls.ts';
export type { Admission, AdmissionAnswer, ApiSurface, PodSelection, Toolbox };
