import { dialectFor, isSmiVersion } from '../../fixtures/smi/index.ts';
import type { SmiDialect, SmiObject, SmiVersion } from '../../fixtures/smi/model.ts';
import type { Lease } from '../../fixtures/testbed/lease.ts';
import type { Row } from './access-table.ts';
import { judgeAccess } from './access.ts';
import { AdmissionDesk } from './admission.ts';
import { ApiDesk } from './api-desk.ts';
import { Cast } from './cast.ts';
import type { Applied, AppliedSplit, Backends, ScenarioContext, ServiceName } from './context.ts';
import { SuiteTrouble, Unsupported, Violation } from './ending.ts';
import type { Environment } from './environment.ts';
import { ScenarioObjects } from './objects.ts';
import { nobody } from './nobody.ts';
import { ScenarioPolicies } from './policies.ts';
import type { ScenarioRecord } from './record.ts';
import { ScenarioServices } from './services.ts';
import { ScenarioState, sharesOf } from './state.ts';
import { wholeWeights } from './weights.ts';
import type { PlannedScenario } from './types.ts';

/** The context of one scenario in one version, on a leased testbed. */
export function liveContext(
  planned: PlannedScenario,
  environment: Environment,
  lease: Lease | undefined,
  record: ScenarioRecord,
  signal: AbortSignal,
): ScenarioContext {
  const version = smiVersion(planned.version);
  const { profile, discovery } = environment.options;
  const dialect = dialectFor(discovery, planned.requirement.versionOf, version);
  const common = {
    group: planned.requirement.versionOf,
    version,
    dialect,
    signal,
    hostForms: profile.hosts.forms,
    plainHost: profile.hosts.plain,
    observe: (reading: string, ...lines: string[]) => {
      checkReading(reading, planned.requirement.observations);
      record.observe(reading);
      record.note('Observed', lines.length > 0 ? lines : [reading]);
    },
    finding: (sentence: string): void => {
      record.found(sentence);
      record.note('Finding', [sentence]);
    },
    note: (title: string, lines: readonly string[], data?: unknown) => record.note(title, lines, data),
    unsupported: (reason: string): never => {
      throw new Unsupported(reason);
    },
    violation: (wanted: string, got: string, diagnosis?: string): never => {
      throw new Violation(wanted, got, diagnosis);
    },
  };
  const api = new ApiDesk(environment, lease, dialect, record, signal);
  const admission = new AdmissionDesk(environment.client, record, signal);
  // By prototype: what stands in for a testbed must speak up only when it is used.
  if (lease === undefined)
    return Object.assign(Object.create(nobody) as typeof nobody, common, { api, admission });

  const stage = new Stage(environment, lease, dialect, record, signal);
  return { ...common, api, admission, ...stage.offers() };
}

/** Everything that needs a testbed. */
class Stage {
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #state: ScenarioState;
  readonly #services: ScenarioServices;
  readonly #objects: ScenarioObjects;
  readonly #policies: ScenarioPolicies;
  readonly #cast: Cast;

  constructor(
    environment: Environment,
    lease: Lease,
    dialect: SmiDialect,
    record: ScenarioRecord,
    signal: AbortSignal,
  ) {
    this.#lease = lease;
    this.#signal = signal;
    this.#state = new ScenarioState(environment.clock);
    this.#services = new ScenarioServices(lease, environment.options.profile);
    this.#objects = new ScenarioObjects(lease, dialect, record, this.#state);
    this.#policies = new ScenarioPolicies(lease, this.#objects, dialect, signal);
    this.#cast = new Cast({ environment, record, state: this.#state, signal }, lease, this.#services);
  }

  offers() {
    const { home } = this.#lease.testbed.namespaces;
    return {
      client: this.#cast.clients.one,
      clients: this.#cast.clients,
      server: this.#lease.server,
      namespace: home,
      nameFor: (name: string): string => this.#lease.nameFor(name),
      serviceNamed: (name: string): ServiceName => this.#services.nameFor(name),
      service: (async (name, options) => {
        const created = await this.#services.create(name, options, this.#signal);
        this.#state.changed();
        return created;
      }) satisfies ScenarioContext['service'],
      changePorts: (async (service, ports) => {
        await this.#services.changePorts(service, ports, this.#signal);
        this.#state.changed();
      }) satisfies ScenarioContext['changePorts'],
      removeService: async (service: ServiceName): Promise<void> => {
        await this.#services.remove(service, this.#signal);
        this.#state.changed();
      },
      enrol: async (workload: string): Promise<void> => await this.#enrol(workload, true),
      dismiss: async (workload: string): Promise<void> => await this.#enrol(workload, false),
      split: ((root, backends, { name = `${root}-split` } = {}) =>
        this.#split(root, backends, name)) satisfies ScenarioContext['split'],
      routes: ((name, matches) => this.#policies.routes(name, matches)) satisfies ScenarioContext['routes'],
      tcpRoute: ((name, ports) =>
        this.#policies.ports('TCPRoute', name, ports)) satisfies ScenarioContext['tcpRoute'],
      udpRoute: ((name, ports) =>
        this.#policies.ports('UDPRoute', name, ports)) satisfies ScenarioContext['udpRoute'],
      binding: ((name, schemes) =>
        this.#policies.binding(name, schemes)) satisfies ScenarioContext['binding'],
      target: ((name, grant) => this.#policies.target(name, grant)) satisfies ScenarioContext['target'],
      apply: (object: SmiObject): Promise<Applied> => this.#policies.apply(object),
      access: (async (service, rows, options) => {
        const { port } = this.#services.get(service);
        const kind = { protocol: rows[0]?.protocol ?? 'http1', port: rows[0]?.port ?? port };
        const openTheWay = async <T>(whileOpen: (row: Row) => Promise<T>): Promise<T> =>
          await this.#policies.whileOpen(kind, this.#cast.clients.one, whileOpen);
        const way = { openTheWay, wayShownBelow: options?.wayShownBelow ?? false };
        return await judgeAccess(this.#cast.accessTrial(service, rows, way));
      }) satisfies ScenarioContext['access'],
    };
  }

  #named(name: string): { readonly name: string; readonly namespace: string } {
    return { name: this.#lease.nameFor(name), namespace: this.#lease.testbed.namespaces.home };
  }

  async #enrol(workload: string, taking: boolean): Promise<void> {
    await this.#services.enrol(workload, taking, this.#signal);
    this.#state.changed();
  }

  // Not the root's name unless the scenario wants it: nothing may hang on equal names.
  async #split(root: ServiceName, backends: Backends, name: string): Promise<AppliedSplit> {
    let now = { root, backends };
    const own = (of: ServiceName): Record<string, number> =>
      sharesOf(this.#services.find(of)?.endpoints ?? []);
    const object = (): SmiObject => ({
      kind: 'TrafficSplit',
      ...this.#named(name),
      service: now.root,
      backends: Object.entries(now.backends).map(([service, weight]) => ({ service, weight })),
    });
    const follow = (): void =>
      this.#state.routeChanged(now.root, this.#sharesBehind(now.backends), own(now.root));
    await this.#objects.create(object(), this.#signal);
    follow();
    return {
      update: async (changed) => {
        now = { ...now, backends: changed };
        await this.#objects.replace(object(), this.#signal);
        follow();
      },
      moveTo: async (other) => {
        const left = now.root;
        now = { ...now, root: other };
        await this.#objects.replace(object(), this.#signal);
        this.#state.routeChanged(left, own(left), own(left));
        follow();
      },
      remove: async () => {
        await this.#objects.remove(object(), this.#signal);
        this.#state.routeChanged(now.root, own(now.root), own(now.root));
      },
    };
  }

  /** Shares by workload that a split gives, as far as its backends exist. */
  #sharesBehind(backends: Backends): Record<string, number> {
    const weights = wholeWeights(backends);
    return sharesOf(
      [...weights].flatMap(([service, weight]) => {
        const endpoints = sharesOf(this.#services.find(service)?.endpoints ?? []);
        return Object.entries(endpoints).map(([workload, share]) => [workload, share * weight] as const);
      }),
    );
  }
}

/** A reading that the catalogue does not list would be lost to whoever compares meshes by it. */
function checkReading(reading: string, readings: readonly string[] | undefined): void {
  if (readings?.includes(reading) === true) return;
  throw new SuiteTrouble(
    `The scenario saw "${reading}", which is none of the requirement's readings: ${readings?.join(', ') ?? 'it has none'}.`,
  );
}

function smiVersion(version: string): SmiVersion {
  if (!isSmiVersion(version))
    throw new TypeError(`The catalogue names the version "${version}", which SMI does not have.`);
  return version;
}
