import type {
  EndpointSlice,
  HttpRouteGroup,
  IdentityBinding,
  Pod,
  Service,
  SmiObject,
  TcpRoute,
  TrafficSplit,
  TrafficTarget,
} from '../objects/model.ts';

type ByName<T> = ReadonlyMap<string, T>;

/** What the control plane believes of one namespace; maps are by name. */
export interface NamespaceView {
  readonly name: string;
  readonly services: ByName<Service>;
  readonly slices: ByName<EndpointSlice>;
  readonly pods: ByName<Pod>;
  readonly splits: ByName<TrafficSplit>;
  readonly targets: ByName<TrafficTarget>;
  readonly groups: ByName<HttpRouteGroup>;
  readonly tcpRoutes: ByName<TcpRoute>;
  readonly bindings: ByName<IdentityBinding>;
}

export interface World {
  /** An empty view for a namespace that nothing is known of. */
  namespace(name: string): NamespaceView;
  namespaces(): Iterable<NamespaceView>;
}

export type TableName =
  'services' | 'slices' | 'pods' | 'splits' | 'targets' | 'groups' | 'tcpRoutes' | 'bindings';
export type WorldObject = Service | EndpointSlice | Pod | SmiObject;

type Tables = { readonly name: string } & { readonly [T in TableName]: Map<string, WorldObject> };

/** A world that can be changed. The type of a table's objects is the caller's promise: `tableOf` names the right one. */
export class MutableWorld implements World {
  readonly #namespaces = new Map<string, Tables>();

  namespace(name: string): NamespaceView {
    return (this.#namespaces.get(name) ?? emptyTables(name)) as unknown as NamespaceView;
  }

  *namespaces(): Iterable<NamespaceView> {
    for (const tables of this.#namespaces.values()) yield tables as unknown as NamespaceView;
  }

  get(table: TableName, namespace: string, name: string): WorldObject | undefined {
    return this.#namespaces.get(namespace)?.[table].get(name);
  }

  /** Undefined removes. */
  set(table: TableName, namespace: string, name: string, object: WorldObject | undefined): void {
    let tables = this.#namespaces.get(namespace);
    if (tables === undefined) {
      if (object === undefined) return;
      tables = emptyTables(namespace);
      this.#namespaces.set(namespace, tables);
    }
    if (object === undefined) tables[table].delete(name);
    else tables[table].set(name, object);
  }
}

export const tableOf: Readonly<Record<SmiObject['kind'], TableName>> = {
  TrafficSplit: 'splits',
  TrafficTarget: 'targets',
  IdentityBinding: 'bindings',
  HTTPRouteGroup: 'groups',
  TCPRoute: 'tcpRoutes',
};

function emptyTables(name: string): Tables {
  return {
    name,
    services: new Map(),
    slices: new Map(),
    pods: new Map(),
    splits: new Map(),
    targets: new Map(),
    groups: new Map(),
    tcpRoutes: new Map(),
    bindings: new Map(),
  };
}
