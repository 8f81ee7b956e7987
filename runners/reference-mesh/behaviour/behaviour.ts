import type {
  BackendPlan,
  Endpoint,
  Grant,
  MeshSettings,
  ServiceDestination,
  SplitPlan,
} from '../compile/plan.ts';
import type { NamespaceView, World } from '../compile/world.ts';
import type {
  HttpRoute,
  HttpRouteGroup,
  IdentityReference,
  Pod,
  PortRoute,
  Probe,
  RouteReference,
  Service,
  ServicePort,
  SmiObject,
  TrafficSplit,
  TrafficTarget,
  Transport,
  Weight,
} from '../objects/model.ts';
import type { ConditionRules } from './conditions.ts';

/**
 * Every decision in which SMI has a say, one small function each. `specification` obeys the documents; a fault bends one or
 * two of them and leaves the rest. All are free of I/O; those of the data plane are called for each request, so what can be
 * prepared is prepared by the function that returns another.
 */
export interface Behaviour extends SplitRules, ConditionRules, RouteRules, AccessRules, ConnectionRules {
  /**
   * What the control plane takes an SMI object to be after a change: `before` is what it believed, `now` what the API
   * server says; undefined is "does not exist".
   */
  readonly believe: (before: SmiObject | undefined, now: SmiObject | undefined) => SmiObject | undefined;
  /** Whether a control plane that starts takes in the objects that it finds. */
  readonly takesInAtStart: boolean;
  /** What a side-car takes a Service to be that it hears of anew after the control plane was away; `before` is what it knew. */
  readonly resumed: (before: ServiceDestination, now: ServiceDestination) => ServiceDestination;
  /** What side-cars do from the first split or grant on that they hear of, instead of their work. */
  readonly disorder: 'none' | 'silence' | 'garbage' | 'reset' | 'crash';
}

export interface SplitRules {
  /** Whether `split` is about traffic to `service`. */
  readonly governs: (split: TrafficSplit, service: Service, world: World) => boolean;
  /** A weight as written, in thousandths. */
  readonly weightOf: (weight: Weight) => number;
  /** The Service that a backend's name means; undefined when there is none. */
  readonly backendService: (split: TrafficSplit, name: string, world: World) => Service | undefined;
  /** The port of a backend that stands for the root's port; undefined: the backend is left out for that port. */
  readonly backendPort: (backend: Service, root: ServicePort) => ServicePort | undefined;
  /** The ports of a root that are split, of its own and of those of the backends. */
  readonly rootPorts: (root: Service, backends: readonly Service[]) => readonly ServicePort[];
  /** Last word on a compiled split of `written`; undefined: it is not in force on this port. */
  readonly enforce: (
    split: SplitPlan,
    own: readonly Endpoint[],
    written: TrafficSplit,
  ) => SplitPlan | undefined;
  /** What the Service itself offers. */
  readonly ownEndpoints: (endpoints: readonly Endpoint[]) => readonly Endpoint[];
  /** Whether an endpoint takes part that is ready, or is not. */
  readonly takesPart: (ready: boolean) => boolean;
  /** What tells which Service a request is for: the address that was dialled, or the host that it names. */
  readonly routesBy: 'address' | 'host';
  /** Whether what this client sends is carried at all; else it is answered with an error. */
  readonly carries: (client: ClientView) => boolean;
  /** Whether a split holds for what this client sends to the host that it names. */
  readonly holdsFor: (client: ClientView, split: SplitPlan) => boolean;
  /** Index of the backend for the next request; -1 when all weights are zero. */
  readonly pickBackend: (backends: readonly BackendPlan[], round: Round, chance: Chance) => number;
  /** Whether each backend of a split takes turns over its own pods, or one counter goes over those of all. */
  readonly turns: 'by-backend' | 'by-split';
  /** Whether requests of clients without a side-car are split, too, by the side-car of the pod that they happen to reach. */
  readonly splitsForUnmeshed: boolean;
  /** Whether Events tell of backends that are left out because of their ports. */
  readonly tellsOfMismatch: boolean;
}

export interface ClientView {
  /** Undefined: not HTTP. */
  readonly host: string | undefined;
  /** When its side-car started, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly rootName: string;
  /** Namespaces of the client's pod and of the root Service. */
  readonly clientNamespace: string;
  readonly rootNamespace: string;
}

/** What one side-car remembers of one split: an entry for each backend. */
export interface Round {
  readonly current: number[];
}

export interface Chance {
  readonly scheduler: MeshSettings['scheduler'];
  /** In [0, 1). */
  readonly random: () => number;
  /** Names the client's pod. */
  readonly client: string;
  /** For what is not HTTP: there is no request that the backend is picked for. */
  readonly withoutRequest?: true;
}

export interface RequestView {
  readonly method: string;
  /** What `pathOf` makes of the target. */
  readonly path: string;
  /** Name in any case; several values joined with ", ". `as-spelled`: only fields that are spelled just so on the wire. */
  readonly header: (name: string, spelling?: 'as-spelled') => string | undefined;
  /** The same, each value by itself. */
  readonly values: (name: string) => readonly string[];
  readonly http2: boolean;
}

export type RequestTest = (request: RequestView) => boolean;

/** Parts that a route leaves out are not asked; those that it has and leaves empty are. */
export interface RouteRules {
  /** The path of a request's target, as routes look at it. */
  readonly pathOf: (target: string) => string;
  readonly pathTest: (pattern: string) => (path: string) => boolean;
  readonly methodTest: (methods: readonly string[]) => (method: string) => boolean;
  readonly headerTest: (
    headers: NonNullable<HttpRoute['headers']>,
  ) => (header: RequestView['header'], values: RequestView['values']) => boolean;
  /** A route that has nothing but a name. */
  readonly bareTest: RequestTest;
  /** Whether a request meets one of the routes. */
  readonly routesTest: (tests: readonly RequestTest[]) => RequestTest;
}

/** What is not HTTP. */
export interface ConnectionRules {
  /** What a backend is picked for. */
  readonly picksFor: 'request' | 'connection';
  /** Whether a connection is only set up once its client has spoken, as meshes do that look for the protocol in its bytes. */
  readonly waitsForClient: boolean;
  /** Whether connections and datagrams count as meeting the conditions of a split, which are conditions on requests. */
  readonly meetsConditions: boolean;
  /** Whether datagrams are held to the policy at all. */
  readonly judgesDatagrams: boolean;
}

/** A status; the end of the connection, orderly or not; or nothing at all. */
export type Denial = 403 | 404 | 503 | 'close' | 'reset' | 'silence';

export interface AccessRules {
  /** What a peer without a grant meets at a destination that some target names, or none. */
  readonly defaultAllows: (mode: MeshSettings['mode'], targeted: boolean) => boolean;
  /** Which side-car holds a request to the policy. */
  readonly guards: 'server' | 'client' | 'both';
  /** Whether a client, a source of some target or of none, may send to what is not the mesh's business. */
  readonly mayLeave: (isSource: boolean) => boolean;
  /** Whether requests to a Service go to pods that have no side-car. */
  readonly reachesUnmeshed: boolean;
  /** Whether a pod may call itself without a grant. */
  readonly allowsItself: boolean;
  /** What the kubelet of a pod may ask for without a grant, and with it whoever asks for just that. */
  readonly probesOf: (pod: Pod) => readonly Probe[];
  /** How long a grant that let a request in holds: for that one, for its like on the connection, or for whatever follows there. */
  readonly grantsLastFor: 'request' | 'connection' | 'whatever-follows';
  /** The URIs of the identities that a reference in an object of `namespace` names. */
  readonly identities: (reference: IdentityReference, namespace: string, world: World) => readonly string[];
  /** What a target opens, as far as it may. */
  readonly destinationsOf: (target: TrafficTarget, view: NamespaceView) => readonly IdentityReference[];
  readonly sourcesOf: (target: TrafficTarget) => readonly IdentityReference[];
  readonly rulesOf: (target: TrafficTarget, view: NamespaceView) => readonly RouteReference[];
  /** Whether a target grants everything though no rule of it says so. */
  readonly grantsWithoutRules: (target: TrafficTarget) => boolean;
  /** The group that a rule of a target names; undefined: it has no routes. */
  readonly groupOf: (
    rule: RouteReference,
    target: TrafficTarget,
    view: NamespaceView,
    world: World,
  ) => HttpRouteGroup | undefined;
  /** The routes of a group that a rule means. */
  readonly routesOf: (rule: RouteReference, group: HttpRouteGroup) => readonly HttpRoute[];
  /** The ports that a TCPRoute or a UDPRoute stands for; undefined: all of them. */
  readonly portsOf: (route: PortRoute) => readonly number[] | undefined;
  /** Ports of the application that a port in a route opens. */
  readonly containerPorts: (port: number, transport: Transport, view: NamespaceView) => readonly number[];
  /** Whether HTTP needs no more than a TCPRoute for its port, in a target without routes for HTTP. */
  readonly tcpOpensHttp: boolean;
  /** All grants of one destination, put together. */
  readonly together: (grants: readonly Grant[], destination: string, view: NamespaceView) => readonly Grant[];
  /** Whether the proven identities of a peer (none without a side-car) make it a source. */
  readonly isSource: (peer: readonly string[], sources: readonly string[]) => boolean;
  /** Identities that a request claims in its own words, counted like those that its sender has proven. */
  readonly claims: (request: RequestView) => readonly string[];
  /** What the client of a denied HTTP request gets. */
  readonly denial: Denial;
  /** Whether the application or the client is lied to about a denied HTTP request. */
  readonly refusal: 'before-the-application' | 'after-the-application' | 'looks-like-success';
}
