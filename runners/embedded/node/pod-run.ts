import { randomUUID } from 'node:crypto';
import { timestamp, type ClusterEnvironment } from '../controllers/environment.ts';
import type { Container, Pod, PodStatus } from '../controllers/objects/index.ts';
import type { ConfigChanges } from './config-changes.ts';
import { ContainerRun, type RestartPolicy } from './container-run.ts';
import { LogRing } from './log-ring.ts';
import { PodConfigError, type PodPlace } from './pod-fields.ts';
import { podStatus } from './pod-status.ts';
import { StatusWriter } from './status-writer.ts';
import type { RunningProgram } from './node-thread.ts';

export interface PodRunOptions extends ClusterEnvironment {
  readonly place: PodPlace;
  readonly configChanges: ConfigChanges;
  /** Throws a `PodConfigError` when a volume of the pod cannot be mounted yet. */
  readonly checkVolumes: (pod: Pod) => void;
  readonly launch: (pod: Pod, container: Container) => Promise<RunningProgram>;
  readonly exec: (
    pod: Pod,
    container: Container,
    command: readonly string[],
    signal: AbortSignal,
  ) => Promise<number>;
  readonly onWarning: (pod: Pod, reason: string, message: string) => void;
}

/** One pod on its node: starts its containers, reports its status, stops it. */
export class PodRun {
  readonly #options: PodRunOptions;
  readonly #stop = new AbortController();
  readonly #startTime: string;
  readonly #writer: StatusWriter;
  readonly #initContainers: readonly ContainerRun[];
  readonly #containers: readonly ContainerRun[];
  readonly #ended: Promise<unknown>;
  readonly #attached = new Set<RunningProgram>();
  #pod: Pod;
  #initialized = false;
  #over = false;
  #waitingFor: string | undefined;
  #failure: { reason: string; message: string } | undefined;

  constructor(pod: Pod, options: PodRunOptions) {
    this.#pod = pod;
    this.#options = options;
    this.#startTime = timestamp(options.date());
    this.#writer = new StatusWriter(options, pod, (before, now) => this.#status(before, now));
    this.#initContainers = (pod.spec.initContainers ?? []).map((container) =>
      this.#container(container, container.restartPolicy === 'Always' ? 'Always' : initPolicy(pod)),
    );
    this.#containers = pod.spec.containers.map((container) => this.#container(container, policyOf(pod)));
    this.#ended = this.#run().catch((error: unknown) => {
      options.onTrouble(`Pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name} could not be run.`, error);
      this.#failure = { reason: 'RunError', message: String(error) };
      this.#changed();
    });
  }

  get podIP(): string {
    return this.#options.place.podIP;
  }

  get pod(): Pod {
    return this.#pod;
  }

  update(pod: Pod): void {
    this.#pod = pod;
  }

  container(name: string): ContainerRun | undefined {
    return [...this.#containers, ...this.#initContainers].find((run) => run.container.name === name);
  }

  /** Ties a program that was executed in a container to the pod: it is stopped with it. */
  attach(program: RunningProgram): void {
    this.#attached.add(program);
    void program.exited.then(() => this.#attached.delete(program));
    if (this.#stop.signal.aborted) program.stop();
  }

  /** Marks the pod as failed with its node; resolves when that is written. */
  async lose(reason: string, message: string): Promise<void> {
    this.#failure = { reason, message };
    this.#stop.abort();
    this.#changed();
    await this.#writer.idle();
  }

  /** Stops all containers; resolves when they have exited or, after the grace period, are given up: then with false. */
  async stop(graceMs: number): Promise<boolean> {
    this.#stop.abort();
    for (const program of this.#attached) program.stop();
    const ended = Promise.all([this.#ended, ...[...this.#attached].map((program) => program.exited)]);
    const patience = new AbortController();
    const graceOver = this.#options.clock.sleep(graceMs, patience.signal).then(
      () => false,
      () => true,
    );
    const inTime = await Promise.race([ended.then(() => true), graceOver]);
    patience.abort();
    const all = [...this.#initContainers, ...this.#containers];
    if (!inTime) {
      for (const run of all) run.kill();
      for (const program of this.#attached) program.abandon();
    }
    await ended;
    await this.#writer.idle();
    return inTime;
  }

  #container(container: Container, restartPolicy: RestartPolicy): ContainerRun {
    const { clock, date, place, configChanges, launch, exec, onWarning } = this.#options;
    const namespace = this.#pod.metadata.namespace ?? '';
    return new ContainerRun({
      container,
      restartPolicy,
      containerId: `embedded://${randomUUID()}`,
      podIP: place.podIP,
      clock,
      date,
      log: new LogRing(),
      launch: () => launch(this.#pod, container),
      exec: (command, signal) => exec(this.#pod, container, command, signal),
      configChanged: (signal) => configChanges.next(namespace, signal),
      onChange: () => this.#changed(),
      onWarning: (reason, message) => onWarning(this.#pod, reason, message),
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    await this.#volumes(signal);
    const sidecars: Promise<void>[] = [];
    for (const init of this.#initContainers) {
      const ended = init.run(signal);
      if (init.container.restartPolicy === 'Always') {
        sidecars.push(ended);
        continue;
      }
      await ended;
      if (init.exitCode !== 0) break;
    }
    const failed = this.#initContainers.some((init) => (init.exitCode ?? 0) !== 0);
    if (signal.aborted || failed) {
      this.#over = true;
      this.#changed();
      return;
    }
    this.#initialized = true;
    await Promise.all(this.#containers.map((container) => container.run(signal)));
    this.#over = true;
    this.#changed();
    if (sidecars.length > 0) {
      this.#stop.abort();
      await Promise.all(sidecars);
    }
  }

  /** Waits until every volume can be mounted. */
  async #volumes(signal: AbortSignal): Promise<void> {
    const { checkVolumes, configChanges, onWarning } = this.#options;
    while (!signal.aborted) {
      try {
        checkVolumes(this.#pod);
        this.#waitingFor = undefined;
        return;
      } catch (error) {
        if (!(error instanceof PodConfigError)) throw error;
        if (this.#waitingFor !== error.message) onWarning(this.#pod, 'FailedMount', error.message);
        this.#waitingFor = error.message;
        this.#changed();
        await configChanges.next(this.#pod.metadata.namespace ?? '', signal);
      }
    }
  }

  #changed(): void {
    // A pod that is stopped is about to be gone, and nobody waits for what its containers come to.
    if (this.#stop.signal.aborted && this.#failure === undefined) return;
    this.#writer.changed();
  }

  #status(before: PodStatus | undefined, now: string): PodStatus {
    return podStatus(
      before,
      {
        phase: this.#phase(),
        podIP: this.#options.place.podIP,
        hostIP: this.#options.place.hostIP,
        startTime: this.#startTime,
        failure: this.#failure,
        initialized: this.#initialized,
        initContainers: this.#initContainers.map((run) => run.status),
        containers: this.#containers.map((run) => run.status),
      },
      now,
    );
  }

  #phase(): NonNullable<PodStatus['phase']> {
    if (this.#failure !== undefined) return 'Failed';
    if (this.#over) {
      const all = [...this.#initContainers.filter((run) => run.exitCode !== undefined), ...this.#containers];
      return all.every((run) => run.exitCode === 0) ? 'Succeeded' : 'Failed';
    }
    return this.#containers.every((run) => run.hasBegun) ? 'Running' : 'Pending';
  }
}

function policyOf(pod: Pod): RestartPolicy {
  const policy = pod.spec.restartPolicy;
  return policy === 'OnFailure' || policy === 'Never' ? policy : 'Always';
}

/** Init containers that succeed are done, whatever the pod's policy. */
function initPolicy(pod: Pod): RestartPolicy {
  return policyOf(pod) === 'Never' ? 'Never' : 'OnFailure';
}
