import type { AgentPod, Request } from '../../../fixtures/testbed/agent-pod.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import { controlService } from '../../../fixtures/testbed/control-service.ts';
import type { Place } from '../../../fixtures/testbed/workloads.ts';
import { tally, unansweredOf } from '../../judge/tally.ts';
import type { Row } from '../access-table.ts';
import type { AccessTrial } from '../access/row-probes.ts';
import type { CallOptions, Client, Clients, ServiceName } from '../context.ts';
import type { ScenarioWorkloads } from '../workloads/own-workloads.ts';
import { Caller } from '../traffic/caller.ts';
import { whichReach } from '../traffic/many.ts';
import { takeTurns } from '../traffic/turns.ts';
import { unqualified, type ScenarioServices } from '../workloads/services.ts';
import { ServiceCalls } from '../traffic/service-calls.ts';
import type { TrafficScope } from '../traffic/waiting.ts';

/** Requests that show whether a client still reaches anything. */
const controlRequests = 20;

/** The clients of one scenario, and the ways in which they are put to use. */
export class Cast {
  readonly clients: Clients;
  readonly #scope: TrafficScope;
  readonly #lease: Lease;
  readonly #services: ScenarioServices;
  readonly #workloads: ScenarioWorkloads;

  constructor(
    scope: Omit<TrafficScope, 'homeNamespace' | 'podsOf' | 'controlAnswers'>,
    lease: Lease,
    services: ScenarioServices,
    workloads: ScenarioWorkloads,
  ) {
    this.#lease = lease;
    this.#services = services;
    this.#workloads = workloads;
    this.#scope = {
      ...scope,
      homeNamespace: lease.testbed.namespaces.home,
      podsOf: (workload) => workloads.pods(workload).map(({ name }) => name),
      controlAnswers: async (pod) => await this.#controlAnswers(pod),
    };
    this.clients = {
      one: this.client('client-1', 'home'),
      two: this.client('client-2', 'home'),
      three: this.client('client-3', 'home'),
      outsider: this.client('outsider', 'home'),
      elsewhere: this.client('client-1', 'elsewhere'),
      server: this.client('v1', 'home'),
    };
  }

  accessTrial(
    service: ServiceName,
    rows: readonly Row[],
    {
      place,
      ...way
    }: Pick<AccessTrial, 'openTheWay' | 'wayShownBelow' | 'requests'> & { readonly place: Place },
  ): AccessTrial {
    const known = this.#services.get(service, place);
    return {
      scope: this.#scope,
      service: known,
      rows,
      podOf: ({ client }) => this.#pod(client.name, client.place, client.instance),
      requestOf: ({ client, ...row }) =>
        this.#request(service, client.meshed, { port: known.port, place, ...row }),
      destinations: [...known.endpoints.keys()].flatMap((workload) =>
        this.#workloads.pods(unqualified(workload), place),
      ),
      ...way,
    };
  }

  accountOf(workload: string, place: Place = 'home'): string {
    return this.#pod(workload, place).spec.serviceAccount;
  }

  /** The first pod of a workload, as it is now. */
  client(name: string, place: Place, instance = 0): Client {
    const pod = this.#pod(name, place, instance);
    const { serviceAccount, meshed } = pod.spec;
    return {
      name,
      place,
      instance,
      serviceAccount,
      meshed,
      spiffeId: this.#scope.environment.options.profile.spiffeId
        ?.replaceAll('{namespace}', this.#lease.testbed.namespaces[place])
        .replaceAll('{serviceAccount}', serviceAccount),
      calls: (service, options = {}) => {
        const known = this.#services.get(service, options.place);
        const request = this.#request(service, meshed, { port: known.port, ...options });
        return new ServiceCalls(this.#scope, pod, known, request);
      },
      takesTurns: async (service, ports, workloads) => {
        const known = this.#services.get(service);
        const callers = ports.map(
          (port) => new Caller(this.#scope, pod, known, this.#request(service, meshed, { port })),
        );
        await takeTurns(callers, workloads);
      },
      whichReach: async (services, workload) => {
        const requests = services.map((service) => {
          const { port } = this.#services.get(service);
          return [service, this.#request(service, meshed, { port })] as const;
        });
        return await whichReach(this.#scope, pod, requests, workload);
      },
    };
  }

  hostOf(
    service: ServiceName,
    template: string = this.#scope.environment.options.profile.hosts.mesh,
  ): string {
    return named(template, service, this.#lease.testbed.namespaces.home);
  }

  /** Every pod of a workload, as it is now. */
  clientsOf(name: string): readonly Client[] {
    return this.#workloads.pods(name).map((_pod, instance) => this.client(name, 'home', instance));
  }

  #pod(name: string, place: Place, instance = 0): AgentPod {
    const pod = this.#workloads.pods(name, place)[instance];
    if (pod === undefined) throw new Error(`There is no pod of ${name}.`);
    return pod;
  }

  #request(service: string, meshed: boolean, options: CallOptions): Request {
    const { hosts } = this.#scope.environment.options.profile;
    const namespace = this.#lease.testbed.namespaces[options.place ?? 'home'];
    const template = options.host ?? (meshed ? hosts.mesh : hosts.plain);
    return {
      host: named(template, service, namespace),
      port: options.port ?? 8080,
      method: options.method ?? 'GET',
      path: options.path ?? '/',
      headers: Object.entries(options.headers ?? {}),
      ...(options.protocol === undefined ? {} : { protocol: options.protocol }),
      ...(options.connection === undefined ? {} : { connection: options.connection }),
    };
  }

  async #controlAnswers(pod: AgentPod): Promise<string | undefined> {
    const request = this.#request(controlService, pod.spec.meshed, {});
    const result = await pod.probe({ ...request, count: controlRequests }, this.#scope.signal);
    const { unanswered } = tally(result.outcomes);
    if (result.sent === 0 || unansweredOf(unanswered) > 0) return undefined;
    return `all of ${result.sent} requests from ${pod.workload} to a service that no split names were answered`;
  }
}

function named(template: string, service: string, namespace: string): string {
  return template.replaceAll('{service}', service).replaceAll('{namespace}', namespace);
}
