import { serviceManifest, type ServicePort, type ServiceSpec } from '../../../fixtures/testbed/service.ts';
import { standardWorkloads, type Place, type PodSelection } from '../../../fixtures/testbed/workloads.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import type { PortMapping, ServiceName, ServiceOptions } from '../context.ts';
import type { ScenarioWorkloads } from './own-workloads.ts';

/** What is known of a Service that a scenario created: what calls to it should reach, and since when. */
export interface KnownService {
  readonly name: ServiceName;
  readonly place: Place;
  /** The port that it is called at. */
  readonly port: number;
  /** Names of the workloads that it selects now, with their pods; elsewhere's carry the suffix `@elsewhere`. */
  readonly endpoints: ReadonlyMap<string, number>;
}

/** The Services of one scenario. */
export class ScenarioServices {
  readonly #lease: Lease;
  readonly #profile: MeshProfile;
  readonly #workloads: ScenarioWorkloads;
  readonly #known = new Map<string, KnownService>();
  readonly #specs = new Map<string, ServiceSpec>();
  readonly #enrolled = new Set<string>();

  constructor(lease: Lease, profile: MeshProfile, workloads: ScenarioWorkloads) {
    this.#lease = lease;
    this.#profile = profile;
    this.#workloads = workloads;
  }

  nameFor(name: string): ServiceName {
    return this.#lease.nameFor(name) as ServiceName;
  }

  async create(name: string, options: ServiceOptions, signal: AbortSignal): Promise<ServiceName> {
    const { pods, port = 8080, targetPort = port, place = 'home', sameNameAs, after, type } = options;
    const ports = options.ports ?? [{ port, targetPort }];
    const full =
      sameNameAs ?? (after === undefined ? this.nameFor(name) : (`${after}-${name}` as ServiceName));
    const selection = this.#selection(pods);
    const spec: ServiceSpec = {
      name: full,
      namespace: this.#lease.testbed.namespaces[place],
      pods: selection,
      ports: ports.map(servicePort),
      labels: {},
      ...(type === undefined ? {} : { type }),
    };
    await this.#lease.create(serviceManifest(spec, this.#profile), signal);
    this.#specs.set(key(full, place), spec);
    const endpointsNow = (): ReadonlyMap<string, number> => this.#endpoints(selection, place);
    this.#known.set(key(full, place), {
      name: full,
      place,
      port: ports[0]?.port ?? port,
      get endpoints() {
        return endpointsNow();
      },
    });
    return full;
  }

  /** @throws when the scenario has not created it */
  async changePorts(service: ServiceName, ports: readonly PortMapping[], signal: AbortSignal): Promise<void> {
    const spec = this.#specs.get(key(service, 'home'));
    if (spec === undefined) throw new Error(`The scenario changes ${service} before it has created it.`);
    const changed = { ...spec, ports: ports.map(servicePort) };
    await this.#lease.replace(serviceManifest(changed, this.#profile), signal);
    this.#specs.set(key(service, 'home'), changed);
  }

  async clusterIP(service: ServiceName, signal: AbortSignal): Promise<string> {
    const namespace = this.#lease.testbed.namespaces.home;
    const { spec } = await this.#lease.read(
      { apiVersion: 'v1', kind: 'Service', name: service, namespace },
      signal,
    );
    return (spec as { readonly clusterIP: string }).clusterIP;
  }

  async remove(service: ServiceName, signal: AbortSignal): Promise<void> {
    const reference = {
      apiVersion: 'v1',
      kind: 'Service',
      name: service,
      namespace: this.#lease.testbed.namespaces.home,
    };
    await this.#lease.remove(reference, signal);
    this.#known.delete(key(service, 'home'));
  }

  async enrol(workload: string, taking: boolean, signal: AbortSignal): Promise<void> {
    await this.#lease.enrol(workload, taking, signal);
    if (taking) this.#enrolled.add(workload);
    else this.#enrolled.delete(workload);
  }

  /** @throws when the scenario calls what it has not created */
  get(service: ServiceName, place: Place = 'home'): KnownService {
    const known = this.#known.get(key(service, place));
    if (known === undefined)
      throw new Error(`The scenario calls ${service} (${place}) before it has created it.`);
    return known;
  }

  find(service: ServiceName): KnownService | undefined {
    return this.#known.get(key(service, 'home'));
  }

  #selection(pods: string): PodSelection {
    if (pods === 'none') return 'none';
    if (pods === 'enrolled') return { enrolledBy: this.#lease.id };
    if (standardWorkloads.some(({ pool }) => pool === pods)) return { pool: pods };
    if (standardWorkloads.some(({ name, role }) => name === pods && role === 'server'))
      return { workload: pods };
    if (this.#workloads.find(pods) !== undefined) return { workload: pods };
    throw new TypeError(
      `Wanted a server workload, a pool, "enrolled" or "none" for the pods of a Service, got "${pods}".`,
    );
  }

  #endpoints(selection: PodSelection, place: Place): ReadonlyMap<string, number> {
    const own =
      selection !== 'none' && 'workload' in selection ? this.#workloads.find(selection.workload) : undefined;
    if (own !== undefined) return new Map([[own.name, own.replicas]]);
    const chosen = standardWorkloads.filter((workload) => {
      if (workload.place !== place || selection === 'none') return false;
      if ('workload' in selection) return workload.name === selection.workload;
      return 'pool' in selection ? workload.pool === selection.pool : this.#enrolled.has(workload.name);
    });
    const enrolled = selection !== 'none' && 'enrolledBy' in selection ? this.#workloads.enrolled() : [];
    return new Map([...chosen, ...enrolled].map(({ name, replicas }) => [qualified(name, place), replicas]));
  }
}

/** A workload's name as judges count it: equal names in two namespaces stay apart. */
export function qualified(workload: string, place: Place): string {
  return place === 'home' ? workload : `${workload}@elsewhere`;
}

/** The name that `qualified` was made from. */
export function unqualified(name: string): string {
  return name.replace(/@elsewhere$/, '');
}

function servicePort({ port, targetPort = port, protocol = 'http', ...named }: PortMapping): ServicePort {
  return { port, targetPort, protocol, ...named };
}

function key(service: string, place: Place): string {
  return `${place}/${service}`;
}
