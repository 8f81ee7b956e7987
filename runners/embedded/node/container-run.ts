import type { Clock } from '../../../fixtures/kubernetes/clock.ts';
import { timestamp } from '../controllers/environment.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  TerminatedState,
} from '../controllers/objects/index.ts';
import type { LogRing } from './log-ring.ts';
import type { RunningProgram } from './node-thread.ts';
import { PodConfigError } from './pod-fields.ts';
import { watchReadiness } from './readiness.ts';

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

export interface ContainerRunOptions {
  readonly container: Container;
  readonly restartPolicy: RestartPolicy;
  readonly containerId: string;
  readonly podIP: string;
  readonly clock: Clock;
  readonly date: () => Date;
  readonly log: LogRing;
  /** Throws a `PodConfigError` when something is missing that may come, anything else when it never can start. */
  readonly launch: () => Promise<RunningProgram>;
  readonly exec: (command: readonly string[], signal: AbortSignal) => Promise<number>;
  readonly configChanged: (signal: AbortSignal) => Promise<void>;
  readonly onChange: () => void;
  readonly onWarning: (reason: string, message: string) => void;
}

const longestBackOffMs = 300_000;

/**
 * One container of a pod, from its first start to its last exit. It is started again as the restart policy says: at once
 * after the first exit, then after 1, 2, 4 … seconds (a real kubelet begins with ten; runs here are short).
 */
export class ContainerRun {
  readonly #options: ContainerRunOptions;
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  #lastState: ContainerState | undefined;
  #restarts = 0;
  #ready = false;
  #program: RunningProgram | undefined;

  constructor(options: ContainerRunOptions) {
    this.#options = options;
  }

  get status(): ContainerStatus {
    const { container, containerId } = this.#options;
    const image = container.image ?? '';
    return {
      name: container.name,
      ready: this.#ready,
      started: this.isRunning,
      restartCount: this.#restarts,
      state: this.#state,
      lastState: this.#lastState ?? {},
      image,
      imageID: image,
      containerID: containerId,
    };
  }

  get container(): Container {
    return this.#options.container;
  }

  get log(): LogRing {
    return this.#options.log;
  }

  get isRunning(): boolean {
    return 'running' in this.#state;
  }

  /** Has run, or can never run. */
  get hasBegun(): boolean {
    return !('waiting' in this.#state) || this.#restarts > 0;
  }

  get exitCode(): number | undefined {
    return 'terminated' in this.#state ? this.#state.terminated.exitCode : undefined;
  }

  /** Resolves when the container has ended for good, or once `stop` is aborted and the program has exited. */
  async run(stop: AbortSignal): Promise<void> {
    const { restartPolicy, clock, onWarning, container, log } = this.#options;
    for (;;) {
      const terminated = await this.#runOnce(stop);
      this.#become({ terminated });
      const again =
        restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && terminated.exitCode !== 0);
      if (!again || stop.aborted) break;
      this.#lastState = { terminated };
      if (this.#restarts > 0) {
        const delayMs = Math.min(longestBackOffMs, 1_000 * 2 ** (this.#restarts - 1));
        const message = `back-off ${delayMs / 1_000}s restarting failed container=${container.name}`;
        this.#become({ waiting: { reason: 'CrashLoopBackOff', message } });
        onWarning('BackOff', message);
        if (
          await clock.sleep(delayMs, stop).then(
            () => false,
            () => true,
          )
        )
          break;
      }
      this.#restarts += 1;
    }
    log.close();
  }

  /** Gives up on a program that does not heed its signal. */
  kill(): void {
    this.#program?.abandon();
  }

  async #runOnce(stop: AbortSignal): Promise<TerminatedState> {
    const { date, containerId } = this.#options;
    let startedAt: string | undefined;
    const ended = (exitCode: number, reason: string, message?: string): TerminatedState => ({
      exitCode,
      reason,
      ...(message === undefined ? {} : { message }),
      ...(startedAt === undefined ? {} : { startedAt }),
      finishedAt: timestamp(date()),
      containerID: containerId,
    });
    let program: RunningProgram | undefined;
    try {
      program = await this.#launch(stop);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#options.onWarning('Failed', message);
      this.#options.log.write(Buffer.from(`${message}\n`));
      return ended(128, 'StartError', message);
    }
    if (program === undefined) return ended(137, 'Error', 'Stopped before it had started.');
    this.#program = program;
    const onStop = () => program.stop();
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    const over = new AbortController();
    const exited = program.exited.finally(() => over.abort());
    await program.started;
    if (!over.signal.aborted) {
      startedAt = timestamp(date());
      this.#becomeRunning(startedAt, over.signal);
    }
    const exit = await exited;
    stop.removeEventListener('abort', onStop);
    this.#program = undefined;
    return ended(exit.code, exit.code === 0 ? 'Completed' : 'Error', exit.message);
  }

  /** Undefined when stopped while it waited. */
  async #launch(stop: AbortSignal): Promise<RunningProgram | undefined> {
    while (!stop.aborted) {
      try {
        const program = await this.#options.launch();
        for (const output of [program.stdout, program.stderr]) {
          output.on('data', (chunk: Buffer) => this.#options.log.write(chunk));
        }
        return program;
      } catch (error) {
        if (!(error instanceof PodConfigError)) throw error;
        this.#become({ waiting: { reason: 'CreateContainerConfigError', message: error.message } });
        await this.#options.configChanged(stop);
      }
    }
    return undefined;
  }

  #becomeRunning(startedAt: string, over: AbortSignal): void {
    const { container, podIP, clock, exec } = this.#options;
    const probe = container.readinessProbe;
    this.#state = { running: { startedAt } };
    this.#ready = probe === undefined;
    this.#options.onChange();
    if (probe === undefined) return;
    const onReadiness = (ready: boolean) => {
      this.#ready = ready;
      this.#options.onChange();
    };
    void watchReadiness({ probe, container, podIP, clock, exec, signal: over, onReadiness });
  }

  #become(state: ContainerState): void {
    this.#state = state;
    this.#ready = false;
    this.#options.onChange();
  }
}
