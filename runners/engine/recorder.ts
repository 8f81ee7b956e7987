import type { KnownDeviation } from '../../fixtures/meshes/profile.ts';
import type { JournalEvent, ScenarioIdentity, ScenarioResult } from '../../reports/model.ts';
import type { PlanDecision, ScenarioReport } from '../../suites/scenario/types.ts';
import { recordResult } from './deviations.ts';

/** What is planned, as the caller of the engine knows it. */
export interface PlannedIdentity {
  readonly identity: ScenarioIdentity;
  readonly decision: PlanDecision;
}

export interface RecorderOptions {
  readonly planned: readonly PlannedIdentity[];
  readonly deviations: readonly KnownDeviation[];
  /** The command that repeats one scenario. */
  readonly repeat: (id: string) => string;
  readonly onEvent: (event: JournalEvent) => void;
  /** Current time as ISO 8601. */
  readonly now: () => string;
}

/**
 * Turns what the test runner says into journal events, and keeps the promise that each planned scenario ends with exactly
 * one result, whatever the test runner loses.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #open: Map<string, ScenarioIdentity>;
  readonly #startedAt = new Map<string, string>();
  #troubles = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#open = new Map(options.planned.map(({ identity }) => [identity.id, identity]));
  }

  get troubles(): number {
    return this.#troubles;
  }

  /** Announces the plan, and ends what is not to be asked with its reason. */
  announce(): void {
    const { planned, onEvent } = this.#options;
    onEvent({ event: 'planned', scenarios: planned.map(({ identity }) => identity) });
    for (const { identity, decision } of planned) {
      if (decision.do === 'leave') this.#end(identity, decision.outcome, decision.reason);
    }
  }

  started(id: string): void {
    if (!this.#open.has(id) || this.#startedAt.has(id)) return;
    const at = this.#options.now();
    this.#startedAt.set(id, at);
    this.#options.onEvent({ event: 'scenario-started', id, at });
  }

  finished(id: string, report: ScenarioReport): void {
    const identity = this.#open.get(id);
    if (identity === undefined) {
      this.trouble('engine', `A result came for ${id}, which is not planned or has one already.`);
      return;
    }
    this.#close(recordResult(identity, report, this.#options.deviations, this.#options.repeat(id)));
  }

  /** A scenario that the test runner ended without a report of the scenario's own. */
  broke(id: string, reason: string): void {
    const identity = this.#open.get(id);
    if (identity !== undefined) this.#end(identity, 'error', reason);
  }

  trouble(where: string, message: string): void {
    this.#troubles += 1;
    this.#options.onEvent({ event: 'run-trouble', at: this.#options.now(), where, message });
  }

  /** Ends everything that is still open. */
  finishAll(outcome: 'skipped' | 'error', reason: string): void {
    for (const identity of [...this.#open.values()]) this.#end(identity, outcome, reason);
  }

  #end(identity: ScenarioIdentity, outcome: 'unsupported' | 'skipped' | 'error', reason: string): void {
    const { now, repeat } = this.#options;
    this.#close({
      ...identity,
      outcome,
      reason,
      evidence: [],
      startedAt: this.#startedAt.get(identity.id) ?? now(),
      durationMs: 0,
      convergenceMs: [],
      repeat: repeat(identity.id),
    });
  }

  #close(result: ScenarioResult): void {
    this.#open.delete(result.id);
    this.#options.onEvent({ event: 'scenario-finished', result });
  }
}
