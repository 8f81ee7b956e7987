import type { Clock } from '../../../fixtures/kubernetes/clock.ts';

const firstDelayMs = 20;
const longestDelayMs = 5_000;
/** Conflicts and vanishing namespaces settle within a few attempts; what lasts longer is worth a report. */
const attemptsBeforeReport = 5;

export interface WorkQueueOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly reconcile: (key: string) => Promise<void>;
  readonly onTrouble: (message: string, cause?: unknown) => void;
}

/** Keys to reconcile: each at most once at a time and never lost; failures come back with a growing delay. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #pending = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#stop.signal.aborted) return;
    this.#pending.add(key);
    this.#running ??= this.#run();
  }

  addAfter(key: string, delayMs: number): void {
    if (this.#stop.signal.aborted) return;
    this.#options.clock.sleep(delayMs, this.#stop.signal).then(
      () => this.add(key),
      () => undefined,
    );
  }

  /** Resolves when the work under way has ended; nothing is begun after that. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pending.clear();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Events come in bursts within one turn of the event loop; waiting for its end folds them into one pass.
    await Promise.resolve();
    for (const key of this.#pending) {
      this.#pending.delete(key);
      await this.#reconcile(key);
    }
    this.#running = undefined;
  }

  async #reconcile(key: string): Promise<void> {
    try {
      await this.#options.reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      if (failures === attemptsBeforeReport) {
        this.#options.onTrouble(
          `The ${this.#options.name} controller failed ${failures} times on ${key}.`,
          error,
        );
      }
      this.addAfter(key, Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1)));
    }
  }
}
