import type { ObjectStore } from '../api/store.ts';
import { ObjectCache } from '../controllers/object-cache.ts';
import { keyOf, resources, type EndpointSlice, type Service } from '../controllers/objects/index.ts';
import { NameTable, serviceDomainName, type NameChange, type NameRecord } from './names.ts';
import { routeKey, type NetworkChange, type ServiceRoute } from './routes.ts';

/**
 * The network's view of Services: names and routes, kept from Services and EndpointSlices. Changes are published in the
 * same turn in which the store tells of them, so that whoever learns of a Service finds its name.
 */
export class ServiceNetwork {
  readonly names: NameTable = new NameTable();
  readonly #services: ObjectCache<Service>;
  readonly #slices: ObjectCache<EndpointSlice>;
  readonly #slicesOfService = new Map<string, Map<string, EndpointSlice>>();
  readonly #routes = new Map<string, Map<string, ServiceRoute>>();
  readonly #publish: (change: NetworkChange) => void;

  constructor(store: ObjectStore, publish: (change: NetworkChange) => void) {
    this.#publish = publish;
    this.#services = new ObjectCache<Service>(store, resources.services);
    this.#slices = new ObjectCache<EndpointSlice>(store, resources.endpointSlices);
    this.#services.start((_type, service) => this.#refresh(keyOf(service.metadata)));
    this.#slices.start((type, slice) => {
      const service = slice.metadata.labels?.['kubernetes.io/service-name'];
      if (service === undefined) return;
      const key = `${slice.metadata.namespace ?? ''}/${service}`;
      const slices = this.#slicesOfService.get(key) ?? new Map<string, EndpointSlice>();
      if (type === 'DELETED') slices.delete(slice.metadata.name);
      else slices.set(slice.metadata.name, slice);
      if (slices.size === 0) this.#slicesOfService.delete(key);
      else this.#slicesOfService.set(key, slices);
      this.#refresh(key);
    });
  }

  close(): void {
    this.#services.close();
    this.#slices.close();
  }

  /** Everything that is in force, for a node that starts. */
  snapshot(): NetworkChange {
    return {
      names: [...this.names.entries()],
      routes: [...this.#routes.values()].flatMap((routes) => [...routes.values()]),
    };
  }

  #refresh(key: string): void {
    const service = this.#services.get(key);
    const slices = [...(this.#slicesOfService.get(key)?.values() ?? [])];
    const names = this.#changedNames(key, service, slices);
    const routes = this.#changedRoutes(key, service, slices);
    this.names.apply(names);
    if (names.length + routes.length > 0) this.#publish({ names, routes });
  }

  #changedNames(
    key: string,
    service: Service | undefined,
    slices: readonly EndpointSlice[],
  ): readonly NameChange[] {
    const [namespace = '', serviceName = ''] = key.split('/');
    const name = serviceDomainName(serviceName, namespace);
    const record = service === undefined ? undefined : nameRecord(service, slices);
    const same = JSON.stringify(record) === JSON.stringify(this.names.get(name));
    return same ? [] : [{ name, record }];
  }

  #changedRoutes(
    key: string,
    service: Service | undefined,
    slices: readonly EndpointSlice[],
  ): readonly ServiceRoute[] {
    const before = this.#routes.get(key) ?? new Map<string, ServiceRoute>();
    const routes = service === undefined ? [] : serviceRoutes(service, slices);
    const after = new Map(routes.map((route) => [routeKey(route), route]));
    if (after.size === 0) this.#routes.delete(key);
    else this.#routes.set(key, after);
    const closed = [...before]
      .filter(([id]) => !after.has(id))
      .map(([, route]) => ({ ...route, endpoints: [] }));
    const changed = routes.filter(
      (route) => JSON.stringify(route) !== JSON.stringify(before.get(routeKey(route))),
    );
    return [...closed, ...changed];
  }
}

export function serviceRoutes(service: Service, slices: readonly EndpointSlice[]): readonly ServiceRoute[] {
  const { clusterIP, ports = [] } = service.spec;
  if (!hasAddress(clusterIP)) return [];
  return ports.map(({ name = '', port, protocol = 'TCP' }) => ({
    service: keyOf(service.metadata),
    address: clusterIP,
    port,
    protocol,
    endpoints: slices.flatMap((slice) => {
      const target = slice.ports?.find(
        (candidate) => (candidate.name ?? '') === name && (candidate.protocol ?? 'TCP') === protocol,
      )?.port;
      return target === undefined ? [] : readyAddresses(slice).map((host) => ({ host, port: target }));
    }),
  }));
}

function nameRecord(service: Service, slices: readonly EndpointSlice[]): NameRecord | undefined {
  const { type, clusterIP, externalName } = service.spec;
  if (type === 'ExternalName') {
    return externalName === undefined ? undefined : { kind: 'alias', name: externalName.toLowerCase() };
  }
  if (hasAddress(clusterIP)) return { kind: 'address', address: clusterIP };
  return { kind: 'pods', addresses: [...new Set(slices.flatMap(readyAddresses))] };
}

function hasAddress(clusterIP: string | undefined): clusterIP is string {
  return clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None';
}

function readyAddresses(slice: EndpointSlice): readonly string[] {
  if (slice.addressType !== 'IPv4') return [];
  // Unknown readiness counts as ready, as the API of EndpointSlices has it.
  return (slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false)
    .flatMap((endpoint) => endpoint.addresses.slice(0, 1));
}
