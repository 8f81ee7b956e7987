import type {
  EndpointSlice,
  HttpRouteGroup,
  IdentityBinding,
  Pod,
  PortRoute,
  Service,
  SmiObject,
  TrafficSplit,
  TrafficTarget,
} from '../objects/model.ts';

type ByName<T> = ReadonlyMap<string, T>;

/** What the control plane believes of one namespace; maps are by name. */
export interface NamespaceView {
  readonly name: string;
  readonly services: ByName<Service>;
  /** The EndpointSlices of one Service. */
  slicesOf(service: string): Iterable<EndpointSlice>;
  readonly pods: ByName<Pod>;
  readonly splits: ByName<TrafficSplit>;
  readonly targets: ByName<TrafficTarget>;
  readonly groups: ByName<HttpRouteGroup>;
  readonly tcpRoutes: ByName<PortRoute>;
  readonly udpRoutes: ByName<PortRoute>;
  readonly bindings: ByName<IdentityBinding>;
}

export interface World {
  /** An empty view for a namespace that nothing is known of. */
  namespace(name: string): NamespaceView;
  namespaces(): Iterable<NamespaceView>;
}

export type TableName =
  'services' | 'slices' | 'pods' | 'splits' | 'targets' | 'groups' | 'tcpRoutes' | 'udpRoutes' | 'bindings';
export type WorldObject = Service | EndpointSlice | Pod | SmiObject;

/** A world that can be changed. That a table holds objects of its kind is the caller's promise; `tableOf` names the right one. */
export class MutableWorld implements World {
  readonly #namespaces = new Map<string, MutableNamespace>();

  namespace(name: string): NamespaceView {
    return this.#namespaces.get(name) ?? new MutableNamespace(name);
  }

  namespaces(): Iterable<NamespaceView> {
    return this.#namespaces.values();
  }

  get(table: TableName, namespace: string, name: string): WorldObject | undefined {
    return this.#namespaces.get(namespace)?.[table].get(name);
  }

  /** Undefined removes. */
  set(table: TableName, namespace: string, name: string, object: WorldObject | undefined): void {
    let view = this.#namespaces.get(namespace);
    if (view === undefined) {
      if (object === undefined) return;
      view = new MutableNamespace(namespace);
      this.#namespaces.set(namespace, view);
    }
    view.set(table, name, object);
  }
}

class MutableNamespace implements NamespaceView {
  readonly name: string;
  readonly services: Map<string, Service> = new Map();
  readonly slices: Map<string, EndpointSlice> = new Map();
  readonly pods: Map<string, Pod> = new Map();
  readonly splits: Map<string, TrafficSplit> = new Map();
  readonly targets: Map<string, TrafficTarget> = new Map();
  readonly groups: Map<string, HttpRouteGroup> = new Map();
  readonly tcpRoutes: Map<string, PortRoute> = new Map();
  readonly udpRoutes: Map<string, PortRoute> = new Map();
  readonly bindings: Map<string, IdentityBinding> = new Map();
  readonly #slicesOf = new Map<string, Map<string, EndpointSlice>>();

  constructor(name: string) {
    this.name = name;
  }

  slicesOf(service: string): Iterable<EndpointSlice> {
    return this.#slicesOf.get(service)?.values() ?? [];
  }

  set(table: TableName, name: string, object: WorldObject | undefined): void {
    if (table === 'slices') this.#index(name, object as EndpointSlice | undefined);
    const objects = this[table] as Map<string, WorldObject>;
    if (object === undefined) objects.delete(name);
    else objects.set(name, object);
  }

  #index(name: string, slice: EndpointSlice | undefined): void {
    const before = this.slices.get(name);
    const siblings = before === undefined ? undefined : this.#slicesOf.get(before.service);
    if (before !== undefined && siblings?.delete(name) === true && siblings.size === 0)
      this.#slicesOf.delete(before.service);
    if (slice === undefined) return;
    const slices = this.#slicesOf.get(slice.service);
    if (slices === undefined) this.#slicesOf.set(slice.service, new Map([[name, slice]]));
    else slices.set(name, slice);
  }
}

export const tableOf: Readonly<Record<SmiObject['kind'], TableName>> = {
  TrafficSplit: 'splits',
  TrafficTarget: 'targets',
  IdentityBinding: 'bindings',
  HTTPRouteGroup: 'groups',
  TCPRoute: 'tcpRoutes',
  UDPRoute: 'udpRoutes',
};
