import type { Clock } from '../../fixtures/kubernetes/index.ts';

/** Shares by workload; they sum to 1. */
export type Shares = Readonly<Record<string, number>>;

/** What a split makes of a root. */
export interface RouteState {
  /** Of the requests that the split is about: all of them unless it has conditions. */
  readonly shares: Shares;
  /** Those of the root without a split: what a request gets that meets no condition. */
  readonly own: Shares;
  readonly conditional: boolean;
}

/**
 * What is in force by the scenario's own doing: the shares that each root should have, those before, and when something
 * last changed. Gates wait for the new state by it, and diagnoses tell a stale one.
 */
export class ScenarioState {
  readonly #clock: Clock;
  readonly #routes = new Map<string, { readonly now: RouteState; readonly previous: Shares }>();
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

  /** @param conditionsChanged then the requests in question are those that went to the root before */
  routeChanged(
    root: string,
    now: RouteState,
    { conditionsChanged = false }: { readonly conditionsChanged?: boolean } = {},
  ): void {
    const before = conditionsChanged ? undefined : this.#routes.get(root)?.now.shares;
    this.#routes.set(root, { now, previous: before ?? now.own });
    this.changed();
  }

  /** What should be in force for a root; undefined when no split has named it yet. */
  route(root: string): RouteState | undefined {
    return this.#routes.get(root)?.now;
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
