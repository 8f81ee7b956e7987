import { agentContainer } from '../../../fixtures/agent/manifest.ts';
import { waitUntil, WaitTimeoutError, type KubernetesObject } from '../../../fixtures/kubernetes/index.ts';
import type { AgentPod } from '../../../fixtures/testbed/agent-pod.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import { OwnWorkload, type OwnWorkloadSettings } from '../../../fixtures/testbed/own-workload.ts';
import { awaitClientInPath } from '../../../fixtures/testbed/path.ts';
import type { Place, WorkloadSpec } from '../../../fixtures/testbed/workloads.ts';
import type { DeployOptions } from '../context.ts';
import type { Environment } from '../environment.ts';

/** More than enough for a kubelet that asks every second. */
const probesMs = 10_000;

/** The workloads that one scenario deploys, and those that stand in its testbed, by one name each. */
export class ScenarioWorkloads {
  readonly #lease: Lease;
  readonly #settings: OwnWorkloadSettings;
  readonly #environment: Environment;
  readonly #own = new Map<string, OwnWorkload>();

  constructor(lease: Lease, environment: Environment) {
    const { client, options } = environment;
    const { profile, token, agentImage, testbedTimeoutMs } = options;
    this.#lease = lease;
    this.#environment = environment;
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
    const { replicas = 1, meshed = true, neverReady = false, probed = false, enrolled = false } = options;
    const full = this.#lease.nameFor(name);
    const serviceAccount = options.account ?? (await this.account(name, signal));
    const workload = await OwnWorkload.start(
      this.#lease,
      this.#settings,
      { name: full, serviceAccount, replicas, meshed, neverReady, probed, enrolled },
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

  /** The own workloads that were enrolled when they were deployed. */
  enrolled(): readonly WorkloadSpec[] {
    return [...this.#own.values()].filter(({ enrolled }) => enrolled).map(({ spec }) => spec);
  }

  /** Whether the kubelet takes the application in each pod of an own workload for ready, within what that may take. */
  async becomesReady({ pods }: OwnWorkload, signal: AbortSignal): Promise<boolean> {
    const { client, profile } = this.#settings;
    const look = async ({ name, namespace }: AgentPod): Promise<boolean> =>
      isApplicationReady(await client.get({ apiVersion: 'v1', kind: 'Pod', name, namespace }, { signal }));
    try {
      return await waitUntil(
        'the kubelet to find the application ready',
        async () =>
          (await Promise.all(pods.map(look))).every(Boolean)
            ? { done: true, value: true }
            : { done: false, missing: 'it is not' },
        { timeoutMs: profile.convergence.maxMs + probesMs, signal },
      );
    } catch (error) {
      if (error instanceof WaitTimeoutError) return false;
      throw error;
    }
  }

  /** A pod whose calls do not pass through the mesh yet is no client of it. Nobody can tell where all calls are denied. */
  async #awaitPath({ spec, pods }: OwnWorkload, signal: AbortSignal): Promise<void> {
    if (!spec.meshed || this.#environment.mode === 'strict') return;
    const { profile, timeoutMs } = this.#settings;
    const { home } = this.#lease.testbed.namespaces;
    await Promise.all(pods.map((pod) => awaitClientInPath(pod, home, { profile, signal, timeoutMs })));
  }
}

/** Of the agent's container alone: a side-car may take its own time. */
function isApplicationReady({ status }: KubernetesObject): boolean {
  const { containerStatuses = [] } = status as {
    readonly containerStatuses?: readonly { readonly name: string; readonly ready: boolean }[];
  };
  return containerStatuses.some(({ name, ready }) => name === agentContainer && ready);
}
