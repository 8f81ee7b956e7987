import type { HttpMatch, SmiDialect, SmiGroup, SmiObject, SmiVersion } from '../../fixtures/smi/model.ts';
import type { Place } from '../../fixtures/testbed/workloads.ts';
import type { Row, Seen } from './access-table.ts';
import type { Client, Clients } from './offers/calls.ts';
import type { Admission, ApiSurface, MeshDesk } from './offers/desks.ts';
import type {
  AppliedBinding,
  AppliedPorts,
  AppliedRoutes,
  AppliedTarget,
  Grant,
  Schemes,
} from './offers/policies.ts';
import type { PortMapping, ServiceName, ServiceOptions } from './offers/services.ts';
import type { Applied, AppliedSplit, Backends, OwnNamespace, SplitOptions } from './offers/splits.ts';
import type { Deployed, DeployOptions } from './offers/workloads.ts';

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
  /** How many changes to make where this many are made in the newest version (docs/decisions/samples.md). */
  readonly stepsOf: (wanted: number) => number;

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
  /** The labels that the pods of enrolled workloads have, and no others. */
  readonly enrolledLabels: Readonly<Record<string, string>>;

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
  /** Of each row for the verdict; as many as samples have unless given. */
  readonly requests?: number;
  /** Namespace of the service, where it is not the testbed's home. */
  readonly place?: Place;
}

export type { CallOptions, Calls, Client, Clients, LookOptions, Sight } from './offers/calls.ts';
export type { Admission, AdmissionAnswer, ApiSurface, MeshDesk, Toolbox } from './offers/desks.ts';
export type {
  AppliedBinding,
  AppliedPorts,
  AppliedRoutes,
  AppliedTarget,
  Grant,
  Identity,
  Schemes,
} from './offers/policies.ts';
export type { PortMapping, ServiceName, ServiceOptions } from './offers/services.ts';
export type {
  Applied,
  AppliedSplit,
  Backends,
  OwnNamespace,
  RouteGroup,
  SplitOptions,
} from './offers/splits.ts';
export type { Deployed, DeployOptions } from './offers/workloads.ts';
