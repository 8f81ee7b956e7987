import type { SmiDialect } from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import { selectorOf } from '../../../fixtures/testbed/workloads.ts';
import type { Row } from '../access-table.ts';
import { judgeAccess } from '../access/judge-access.ts';
import type { Deployed, DeployOptions, MeshDesk } from '../context.ts';
import { meshDesk } from '../desks/mesh-desk.ts';
import type { Environment } from '../environment.ts';
import { ScenarioObjects } from '../objects/objects.ts';
import { createNamespace } from '../objects/own-namespace.ts';
import { ScenarioPolicies } from '../objects/policies.ts';
import { ScenarioSplits } from '../objects/splits.ts';
import type { Samples } from '../samples.ts';
import { ScenarioState } from '../state.ts';
import type { TrafficScope } from '../traffic/waiting.ts';
import { ScenarioWorkloads } from '../workloads/own-workloads.ts';
import { ScenarioServices } from '../workloads/services.ts';
import { Cast } from './cast.ts';
import type { StageOffers } from './nobody.ts';

/** Everything that needs a testbed. */
export class Stage {
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
  readonly #samples: Samples;
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
    this.#samples = samples;
    this.#state = new ScenarioState(environment.clock);
    this.#workloads = new ScenarioWorkloads(lease, environment);
    this.#services = new ScenarioServices(lease, environment.options.profile, this.#workloads);
    this.#objects = new ScenarioObjects(lease, dialect, environment.options.discovery, record, this.#state);
    this.#splits = new ScenarioSplits(lease, this.#objects, this.#services, this.#state, dialect, signal);
    this.#policies = new ScenarioPolicies(lease, this.#objects, dialect, signal);
    this.#cast = new Cast(
      { environment, record, state: this.#state, samples, signal },
      lease,
      this.#services,
      this.#workloads,
    );
    this.#mesh = meshDesk(environment, record, this.#state, signal);
  }

  offers(): StageOffers {
    const { home, elsewhere } = this.#lease.testbed.namespaces;
    return {
      client: this.#cast.clients.one,
      clients: this.#cast.clients,
      server: this.#lease.server,
      serverAccount: this.#lease.serverAccount,
      namespace: home,
      siblingNamespace: elsewhere,
      addressesOf: (workload) => this.#workloads.pods(workload).map(({ address }) => address),
      accountOf: (workload, place) => this.#cast.accountOf(workload, place),
      nameFor: (name) => this.#lease.nameFor(name),
      serviceNamed: (name) => this.#services.nameFor(name),
      mesh: this.#mesh,
      service: async (name, options) => {
        const created = await this.#services.create(name, options, this.#signal);
        this.#state.changed();
        return created;
      },
      changePorts: async (service, ports) => {
        await this.#services.changePorts(service, ports, this.#signal);
        this.#state.changed();
      },
      deploy: (name, options = {}) => this.#deploy(name, options),
      ownNamespace: async () => {
        const { profile } = this.#environment.options;
        return await createNamespace(this.#lease, profile, this.#objects, this.#state, this.#signal);
      },
      account: async (name) => await this.#workloads.account(name, this.#signal),
      clusterIP: (service) => this.#services.clusterIP(service, this.#signal),
      hostOf: (service, template) => this.#cast.hostOf(service, template),
      removeService: async (service) => {
        await this.#services.remove(service, this.#signal);
        this.#state.changed();
      },
      enrol: async (workload) => await this.#enrol(workload, true),
      enrolledLabels: selectorOf({ enrolledBy: this.#lease.id }),
      dismiss: async (workload) => await this.#enrol(workload, false),
      split: (root, backends, options) => this.#splits.create(root, backends, options),
      routes: (name, matches, options) => this.#policies.routes(name, matches, options?.place),
      tcpRoute: (name, ports) => this.#policies.ports('TCPRoute', name, ports),
      udpRoute: (name, ports) => this.#policies.ports('UDPRoute', name, ports),
      binding: (name, schemes) => this.#policies.binding(name, schemes),
      target: (name, grant) => this.#policies.target(name, grant),
      apply: (object) => this.#policies.apply(object),
      access: async (service, rows, options) => {
        const place = options?.place ?? 'home';
        const { port } = this.#services.get(service, place);
        const kind = { protocol: rows[0]?.protocol ?? 'http1', port: rows[0]?.port ?? port };
        const openTheWay = async <T>(whileOpen: (row: Row) => Promise<T>): Promise<T> =>
          await this.#policies.whileOpen(kind, this.#cast.clients.one, whileOpen);
        const { wayShownBelow = false, requests = this.#samples.rowRequests } = options ?? {};
        const way = { openTheWay, place, wayShownBelow, requests };
        return await judgeAccess(this.#cast.accessTrial(service, rows, way));
      },
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
