/**
 * What a run says, event by event: the journal's lines. Every report is a pure function of them. This file imports nothing.
 * Times are ISO 8601 strings in events and milliseconds in durations.
 */

export const journalVersion = 1;

/**
 * - `pass`, `fail`: judged.
 * - `expected-failure`: failed as the profile's known deviations say. A listed deviation that passes is a `fail` (stale entry).
 * - `unsupported`: the mesh or the cluster does not offer what the scenario needs, with the reason.
 * - `skipped`: left out on request or by a requirement of the run.
 * - `inconclusive`: nothing could be said of the mesh.
 * - `error`: the suite's or the environment's own trouble.
 */
export type OutcomeKind =
  'pass' | 'fail' | 'expected-failure' | 'unsupported' | 'skipped' | 'inconclusive' | 'error';

export interface Clause {
  /** Document as the specification names it, for instance `traffic-split`. */
  readonly document: string;
  readonly version: string;
  readonly heading: string;
}

export type RequirementLevel = 'MUST' | 'implied' | 'SHOULD' | 'MAY' | 'AMBIG' | 'SILENT';

/** A requirement in one version, judged by one scenario. */
export interface ScenarioIdentity {
  /** `split.weights.proportional@v1alpha4`. */
  readonly id: string;
  readonly requirement: string;
  /** `split`, `access`, `specs`, `api`, `general`. */
  readonly api: string;
  readonly version: string;
  readonly level: RequirementLevel;
  readonly clause: Clause;
  /** The requirement in the suite's own words, one sentence. */
  readonly text: string;
}

/** One thing that was looked at, in the order it was seen. */
export interface Evidence {
  readonly title: string;
  /** Sentences for people. */
  readonly lines: readonly string[];
  /** The same for machines. */
  readonly data?: unknown;
}

export interface Failure {
  readonly wanted: string;
  readonly got: string;
  /** What kind of wrong mesh this looks like, where that can be told. */
  readonly diagnosis?: string;
}

export interface ScenarioResult extends ScenarioIdentity {
  readonly outcome: OutcomeKind;
  /** Why, in a sentence: for every outcome but `pass`. */
  readonly reason?: string;
  readonly failure?: Failure;
  readonly evidence: readonly Evidence[];
  /** For AMBIG, SILENT and MAY: what the mesh was seen to do, from the requirement's closed set. */
  readonly observation?: string;
  /** A hole in security that the specification leaves open, in a sentence; never a failure. */
  readonly finding?: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** From apply to the new state in force, one entry for each change. */
  readonly convergenceMs: readonly number[];
  /** Command that repeats just this scenario. */
  readonly repeat: string;
  /** The profile's entry for this requirement. With outcome `fail` the entry is stale: the deviation is gone. */
  readonly knownDeviation?: { readonly url: string; readonly note: string };
}

export interface RunDescription {
  readonly runId: string;
  readonly suite: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly mesh: { readonly name: string; readonly title: string };
  readonly cluster: {
    readonly provider: string;
    readonly title: string;
    readonly facts: Readonly<Record<string, string>>;
  };
  /** Versions served by each SMI group, and the header shape. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  readonly headerShape: string;
  /** Words of the command line after the program's name. */
  readonly command: readonly string[];
  readonly seed: number;
  readonly node: string;
}

export type JournalEvent =
  | { readonly event: 'run-started'; readonly journal: number; readonly run: RunDescription }
  | { readonly event: 'planned'; readonly scenarios: readonly ScenarioIdentity[] }
  | { readonly event: 'scenario-started'; readonly id: string; readonly at: string }
  | { readonly event: 'scenario-finished'; readonly result: ScenarioResult }
  /** Trouble of the run itself, such as a failed clean-up: the run is not green. */
  | { readonly event: 'run-trouble'; readonly at: string; readonly where: string; readonly message: string }
  | {
      readonly event: 'run-finished';
      readonly at: string;
      readonly durationMs: number;
      readonly interrupted: boolean;
      readonly counts: Readonly<Record<OutcomeKind, number>>;
    };
