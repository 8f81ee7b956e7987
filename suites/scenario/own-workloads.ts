import type { AgentPod } from '../../fixtures/testbed/agent-pod.ts';
import type { Lease } from '../../fixtures/testbed/lease.ts';
import { OwnWorkload, type OwnWorkloadSettings } from '../../fixtures/testbed/own-workload.ts';
import { awaitClientInPath } from '../../fixtures/testbed/path.ts';
import type { Place, WorkloadSpec } from '../../fixtures/testbed/workloads.ts';
import type { DeployOptions } from './context.ts';
import type { Environment } from './environment.ts';

/** The workloads that one scenario deploys, and those that stand in its testbed, by one name each. */
export class ScenarioWorkloads {
  readonly #lease: Lease;
  readonly #settings: OwnWorkloadSettings;
  readonly #own = new Map<string, OwnWorkload>();

  constructor(lease: Lease, { client, options }: Environment) {
    const { profile, token, agentImage, testbedTimeoutMs } = options;
    this.#lease = lease;
    this.#settings = { client, profile, token, image: agentImage, timeoutMs: testbedTimeoutMs };
  }

  /** Creates a service account of the scenario's own. */
  async account(name: string, signal: AbortSignal): Promise<string> {
    const full = this.#lease.nameFor(name);
    const metadata = { name: full, namespace: this.#lease.testbed.namespaces.home };
    await this.#lease.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, signal);
    return full;
  }

  async deploy(name: string, options: DeployOptions, signal: AbortSignal): Promise<OwnWorkload> {
    const { replicas = 1, meshed = true, neverReady = false } = options;
    const full = this.#lease.nameFor(name);
    const serviceAccount = options.account ?? (await this.account(name, signal));
    const workload = await OwnWorkload.start(
      this.#lease,
      this.#settings,
      { name: full, serviceAccount, replicas, meshed, neverReady },
      signal,
    );
    this.#own.set(full, workload);
    await this.#awaitPath(workload, signal);
    return workload;
  }

  async runUnder(workload: OwnWorkload, account: string, signal: AbortSignal): Promise<void> {
    await workload.runUnder(account, signal);
    await this.#awaitPath(workload, signal);
  }

  /** What an own workload is now; undefined for any other name. */
  find(name: string): WorkloadSpec | undefined {
    return this.#own.get(name)?.spec;
  }

  pods(name: string, place: Place = 'home'): readonly AgentPod[] {
    return this.#own.get(name)?.pods ?? this.#lease.testbed.pods(name, place);
  }

  /** A pod whose calls do not pass through the mesh yet is no client of it. */
  async #awaitPath({ spec, pods }: OwnWorkload, signal: AbortSignal): Promise<void> {
    if (!spec.meshed) return;
    const { profile, timeoutMs } = this.#settings;
    const { home } = this.#lease.testbed.namespaces;
    await Promise.all(pods.map((pod) => awaitClientInPath(pod, home, { profile, signal, timeoutMs })));
  }
}
