import type {
  HttpMatch,
  HttpRouteGroup,
  IdentityReference,
  SmiDialect,
  SmiObject,
  TcpRoute,
  TrafficTarget,
  UdpRoute,
} from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { Place } from '../../../fixtures/testbed/workloads.ts';
import { reached, type Row } from '../access-table.ts';
import type {
  Applied,
  AppliedBinding,
  AppliedPorts,
  AppliedRoutes,
  AppliedTarget,
  Clients,
  Grant,
  Identity,
  Schemes,
} from '../context.ts';
import { Unsupported } from '../ending.ts';
import type { ScenarioObjects } from './objects.ts';

/** What the control of an access table asks for, and how. */
export type WayKind = Pick<Row, 'protocol'> & { readonly port: number };

/** The objects of one scenario that say who may do what: routes, targets, bindings. */
export class ScenarioPolicies {
  readonly #lease: Lease;
  readonly #objects: ScenarioObjects;
  readonly #dialect: SmiDialect;
  readonly #signal: AbortSignal;

  constructor(lease: Lease, objects: ScenarioObjects, dialect: SmiDialect, signal: AbortSignal) {
    this.#lease = lease;
    this.#objects = objects;
    this.#dialect = dialect;
    this.#signal = signal;
  }

  async apply(object: SmiObject): Promise<Applied> {
    await this.#objects.create(object, this.#signal);
    return { remove: async () => await this.#objects.remove(object, this.#signal) };
  }

  async routes(name: string, matches: readonly HttpMatch[], place: Place = 'home'): Promise<AppliedRoutes> {
    const group = { kind: 'HTTPRouteGroup', name: this.#lease.nameFor(name) } as const;
    const namespace = this.#lease.testbed.namespaces[place];
    const object = (now: readonly HttpMatch[]): HttpRouteGroup => ({ ...group, namespace, matches: now });
    return {
      ...(await this.apply(object(matches))),
      ...group,
      update: async (changed) => await this.#replace(object(changed)),
      rule: (...named) => ({ ...group, ...(named.length === 0 ? {} : { matches: named }) }),
    };
  }

  /** @param ports undefined, or in versions that know none: the route does not speak of ports */
  async ports(
    kind: 'TCPRoute' | 'UDPRoute',
    name: string,
    ports: readonly number[] | undefined,
  ): Promise<AppliedPorts> {
    if (kind === 'UDPRoute' && this.#dialect.specs !== 'v1alpha4')
      throw new Unsupported(`specs.smi-spec.io/${this.#dialect.specs} knows no UDPRoute.`);
    const object = (now: readonly number[] | undefined): TcpRoute | UdpRoute => ({
      kind,
      ...this.#named(name),
      ...(now === undefined || this.#dialect.specs !== 'v1alpha4' ? {} : { ports: now }),
    });
    return {
      ...(await this.apply(object(ports))),
      update: async (changed) => await this.#replace(object(changed)),
      rule: () => ({ kind, name: this.#lease.nameFor(name) }),
    };
  }

  async target(name: string, grant: Grant): Promise<AppliedTarget> {
    return {
      ...(await this.apply(this.#target(name, grant))),
      update: async (changed) => await this.#replace(this.#target(name, changed)),
    };
  }

  async binding(name: string, schemes: Schemes): Promise<AppliedBinding> {
    const object = (now: Schemes): SmiObject => ({ kind: 'IdentityBinding', ...this.#named(name), ...now });
    return {
      ...(await this.apply(object(schemes))),
      kind: 'IdentityBinding',
      ...this.#named(name),
      update: async (changed) => await this.#replace(object(changed)),
    };
  }

  /** Grants a client everything that a protocol needs for as long as `whileOpen` runs. */
  async whileOpen<T>(
    { protocol, port }: WayKind,
    client: Clients['one'],
    whileOpen: (row: Row) => Promise<T>,
  ): Promise<T> {
    const transport = { tcp: 'TCP', 'tcp-server-first': 'TCP-SERVER-FIRST', udp: 'UDP' } as const;
    const raw = protocol === 'tcp' || protocol === 'tcp-server-first' || protocol === 'udp';
    const routes = raw
      ? await this.ports(protocol === 'udp' ? 'UDPRoute' : 'TCPRoute', 'control', [port])
      : await this.routes('control', [{ name: 'everything', pathRegex: '.*', methods: ['*'] }]);
    const target = await this.target('control', {
      sources: [client],
      rules: [routes.rule()],
      ...(this.#dialect.access === 'v1alpha1' ? { port } : {}),
    });
    try {
      return await whileOpen(
        raw
          ? reached(client, `${transport[protocol]} ${port}`)
          : reached(client, 'GET /control', {}, { protocol, port }),
      );
    } finally {
      await target.remove();
      await routes.remove();
    }
  }

  async #replace(object: SmiObject): Promise<void> {
    await this.#objects.replace(object, this.#signal);
  }

  #named(name: string): { readonly name: string; readonly namespace: string } {
    return { name: this.#lease.nameFor(name), namespace: this.#lease.testbed.namespaces.home };
  }

  #target(name: string, grant: Grant): TrafficTarget {
    const { access } = this.#dialect;
    // v1alpha1 cannot do without a port in the schema that the specification names as its authority.
    const wanted = grant.port ?? (access === 'v1alpha1' ? 8080 : undefined);
    const known = access === 'v1alpha1' || access === 'v1alpha2';
    return {
      kind: 'TrafficTarget',
      ...this.#named(name),
      destination: this.#identity(grant.destination ?? this.#server()),
      sources: grant.sources.map((source) => this.#identity(source)),
      rules: grant.rules,
      ...(known && typeof wanted === 'number' ? { port: wanted } : {}),
    };
  }

  #server(): IdentityReference {
    const { home } = this.#lease.testbed.namespaces;
    return { kind: 'ServiceAccount', name: this.#lease.serverAccount, namespace: home };
  }

  #identity(identity: Identity): IdentityReference {
    if ('kind' in identity) {
      const { kind, name, namespace } = identity;
      return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
    }
    const { serviceAccount: name, place } = identity;
    return { kind: 'ServiceAccount', name, namespace: this.#lease.testbed.namespaces[place] };
  }
}
