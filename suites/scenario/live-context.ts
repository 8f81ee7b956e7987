import { dialectFor, isSmiVersion } from '../../fixtures/smi/index.ts';
import type { TrafficScope } from './waiting.ts';
import type { SmiDialect, SmiObject, SmiVersion } from '../../fixtures/smi/model.ts';
import type { Lease } from '../../fixtures/testbed/lease.ts';
import type { Row } from './access-table.ts';
import { judgeAccess } from './access.ts';
import { AdmissionDesk } from './admission.ts';
import { ApiDesk } from './api-desk.ts';
import { Cast } from './cast.ts';
import type {
  Applied,
  Deployed,
  DeployOptions,
  MeshDesk,
  OwnNamespace,
  ScenarioContext,
  ServiceName,
} from './context.ts';
import { Refused, SuiteTrouble, Unsupported, Violation } from './ending.ts';
import type { Environment } from './environment.ts';
import { ScenarioObjects } from './objects.ts';
import { meshDesk } from './mesh-desk.ts';
import { nobody } from './nobody.ts';
import { createNamespace } from './own-namespace.ts';
import { ScenarioWorkloads } from './own-workloads.ts';
import { ScenarioPolicies } from './policies.ts';
import type { ScenarioRecord } from './record.ts';
import { samplesOf } from './samples.ts';
import { ScenarioServices } from './services.ts';
import { ScenarioSplits } from './splits.ts';
import { ScenarioState } from './state.ts';
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
    carriesHttp2: environment.carriesHttp2,
    offered: async <T>(make: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await make();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        record.note('Refused', [error.got]);
        return undefined;
      }
    },
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
  const api = new ApiDesk(environment, lease, common.group, dialect, record, signal);
  const admission = new AdmissionDesk(environment.client, discovery, record, signal);
  // By prototype: what stands in for a testbed must speak up only when it is used.
  if (lease === undefined)
    return Object.assign(Object.create(nobody) as typeof nobody, common, { api, admission });

  const samples = samplesOf(environment.options.samples, planned.newest);
  const stage = new Stage(environment, lease, dialect, { record, samples, signal });
  return { ...common, api, admission, ...stage.offers() };
}

/** Everything that needs a testbed. */
class Stage {
  readonly #environment: Environment;
  readonly #objects: ScenarioObjects;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  readonly #state: ScenarioState;
  readonly #workloads: ScenarioWorkloads;
  readonly #services: ScenarioServices;
  readonly #splits: ScenarioSplits;
  readonly #policies: ScenarioPolicies;
  readonly #cast: Cast;
  readonly #mesh: MeshDesk;

  constructor(
    environment: Environment,
    lease: Lease,
    dialect: SmiDialect,
    { record, samples, signal }: Pick<TrafficScope, 'record' | 'samples' | 'signal'>,
  ) {
    this.#environment = environment;
    this.#lease = lease;
    this.#signal = signal;
    this.#state = new ScenarioState(environment.clock);
    this.#workloads = new ScenarioWorkloads(lease, environment);
    this.#services = new ScenarioServices(lease, environment.options.profile, this.#workloads);
    this.#objects = new ScenarioObjects(lease, dialect, environment.options.discovery, record, this.#state);
    this.#splits = new ScenarioSplits(lease, this.#objects, this.#services, this.#state, signal);
    this.#policies = new ScenarioPolicies(lease, this.#objects, dialect, signal);
    this.#cast = new Cast(
      { environment, record, state: this.#state, samples, signal },
      lease,
      this.#services,
      this.#workloads,
    );
    this.#mesh = meshDesk(environment, record, this.#state, signal);
  }

  offers() {
    const { home, elsewhere } = this.#lease.testbed.namespaces;
    return {
      client: this.#cast.clients.one,
      clients: this.#cast.clients,
      server: this.#lease.server,
      serverAccount: this.#lease.serverAccount,
      namespace: home,
      siblingNamespace: elsewhere,
      addressesOf: (workload: string): readonly string[] =>
        this.#workloads.pods(workload).map(({ address }) => address),
      accountOf: ((workload, place) =>
        this.#cast.accountOf(workload, place)) satisfies ScenarioContext['accountOf'],
      nameFor: (name: string): string => this.#lease.nameFor(name),
      serviceNamed: (name: string): ServiceName => this.#services.nameFor(name),
      mesh: this.#mesh,
      service: (async (name, options) => {
        const created = await this.#services.create(name, options, this.#signal);
        this.#state.changed();
        return created;
      }) satisfies ScenarioContext['service'],
      changePorts: (async (service, ports) => {
        await this.#services.changePorts(service, ports, this.#signal);
        this.#state.changed();
      }) satisfies ScenarioContext['changePorts'],
      deploy: (name: string, options: DeployOptions = {}): Promise<Deployed> => this.#deploy(name, options),
      ownNamespace: async (): Promise<OwnNamespace> => {
        const { profile } = this.#environment.options;
        return await createNamespace(this.#lease, profile, this.#objects, this.#state, this.#signal);
      },
      account: async (name: string): Promise<string> => await this.#workloads.account(name, this.#signal),
      clusterIP: (service: ServiceName): Promise<string> => this.#services.clusterIP(service, this.#signal),
      hostOf: (service: ServiceName, template?: string): string => this.#cast.hostOf(service, template),
      removeService: async (service: ServiceName): Promise<void> => {
        await this.#services.remove(service, this.#signal);
        this.#state.changed();
      },
      enrol: async (workload: string): Promise<void> => await this.#enrol(workload, true),
      dismiss: async (workload: string): Promise<void> => await this.#enrol(workload, false),
      split: ((root, backends, options) =>
        this.#splits.create(root, backends, options)) satisfies ScenarioContext['split'],
      routes: ((name, matches, options) =>
        this.#policies.routes(name, matches, options?.place)) satisfies ScenarioContext['routes'],
      tcpRoute: ((name, ports) =>
        this.#policies.ports('TCPRoute', name, ports)) satisfies ScenarioContext['tcpRoute'],
      udpRoute: ((name, ports) =>
        this.#policies.ports('UDPRoute', name, ports)) satisfies ScenarioContext['udpRoute'],
      binding: ((name, schemes) =>
        this.#policies.binding(name, schemes)) satisfies ScenarioContext['binding'],
      target: ((name, grant) => this.#policies.target(name, grant)) satisfies ScenarioContext['target'],
      apply: (object: SmiObject): Promise<Applied> => this.#policies.apply(object),
      access: (async (service, rows, options) => {
        const place = options?.place ?? 'home';
        const { port } = this.#services.get(service, place);
        const kind = { protocol: rows[0]?.protocol ?? 'http1', port: rows[0]?.port ?? port };
        const openTheWay = async <T>(whileOpen: (row: Row) => Promise<T>): Promise<T> =>
          await this.#policies.whileOpen(kind, this.#cast.clients.one, whileOpen);
        const way = { openTheWay, place, wayShownBelow: options?.wayShownBelow ?? false };
        return await judgeAccess(this.#cast.accessTrial(service, rows, way));
      }) satisfies ScenarioContext['access'],
    };
  }

  async #deploy(name: string, options: DeployOptions): Promise<Deployed> {
    const workload = await this.#workloads.deploy(name, options, this.#signal);
    this.#state.changed();
    const cast = this.#cast;
    return {
      name: workload.spec.name,
      get client() {
        return cast.client(workload.spec.name, 'home');
      },
      get everyClient() {
        return cast.clientsOf(workload.spec.name);
      },
      becomesReady: async () => await this.#workloads.becomesReady(workload, this.#signal),
      scale: async (replicas) => {
        await workload.scale(replicas, this.#signal);
        this.#state.changed();
      },
      runUnder: async (account) => {
        await this.#workloads.runUnder(workload, account, this.#signal);
        this.#state.changed();
      },
    };
  }

  async #enrol(workload: string, taking: boolean): Promise<void> {
    await this.#services.enrol(workload, taking, this.#signal);
    this.#state.changed();
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
