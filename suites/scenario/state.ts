import type { Clock } from '../../fixtures/kubernetes/index.ts';

/** Shares by workload; they sum to 1. */
export type Shares = Readonly<Record<string, number>>;

interface RouteState {
  readonly shares: Shares;
  readonly previous: Shares | undefined;
}

/**
 * What is in force by the scenario's own doing: the shares that each root should have, those before, and when something
 * last changed. Gates wait for the new state by it, and diagnoses tell a stale one.
 */
export class ScenarioState {
  readonly #clock: Clock;
  readonly #routes = new Map<string, RouteState>();
  #changedAt: number;
  #unmeasured = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#changedAt = clock.now();
  }

  /** Notes that the API server has taken a change. */
  changed(): void {
    this.#changedAt = this.#clock.now();
    this.#unmeasured = true;
  }

  routeChanged(root: string, shares: Shares, before: Shares): void {
    this.#routes.set(root, { shares, previous: this.#routes.get(root)?.shares ?? before });
    this.changed();
  }

  previousShares(root: string): Shares | undefined {
    return this.#routes.get(root)?.previous;
  }

  /** Milliseconds until `ms` have passed since the latest change. */
  untilSettled(ms: number): number {
    return Math.max(0, this.#changedAt + ms - this.#clock.now());
  }

  /** Milliseconds that the latest change may still take to come into force. */
  remaining(maxMs: number): number {
    return Math.max(0, this.#changedAt + maxMs - this.#clock.now());
  }

  /** From the latest change to `at`, the first time that somebody asks after it. */
  measure(at: number): number | undefined {
    if (!this.#unmeasured) return undefined;
    this.#unmeasured = false;
    return Math.max(0, at - this.#changedAt);
  }
}

/** Scaled to a sum of 1; nothing stays nothing. */
export function sharesOf(weights: Iterable<readonly [string, number]>): Shares {
  const entries = [...weights];
  const sum = entries.reduce((total, [, weight]) => total + weight, 0);
  return sum === 0 ? {} : Object.fromEntries(entries.map(([name, weight]) => [name, weight / sum]));
}
