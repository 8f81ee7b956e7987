import type { ScenarioResult } from './model.ts';
import { isJudged, isObservation, isRequired } from './outcome.ts';

/**
 * How much of an API version the mesh offers, apart from whether it does it right: `none` when all that was asked is
 * unsupported, `not-asked` when everything was left out on request.
 */
export type Capability = 'full' | 'partial' | 'none' | 'not-asked';

/** Judged scenarios of one kind; `judged` is the denominator: passed + failed + expected failures. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly expectedFailures: number;
  readonly judged: number;
  /** Asked, but without an answer: inconclusive or in error. */
  readonly undecided: number;
}

export interface Observation {
  readonly requirement: string;
  readonly level: ScenarioResult['level'];
  readonly text: string;
  readonly observed: string;
}

/** One API in one version. */
export interface Grade {
  readonly api: string;
  readonly version: string;
  readonly capability: Capability;
  /** Scenarios that the mesh and the cluster offer what they need, of those not left out on request. */
  readonly supported: number;
  readonly asked: number;
  /** Why parts are not offered: each reason once, with its scenarios' requirements. */
  readonly unsupported: readonly { readonly reason: string; readonly requirements: readonly string[] }[];
  /** MUST, and what a MUST implies. */
  readonly required: Tally;
  readonly recommended: Tally;
  readonly observations: readonly Observation[];
}

/** Grades by API and version, in alphabetical order. */
export function gradesOf(results: readonly ScenarioResult[]): readonly Grade[] {
  const groups = new Map<string, ScenarioResult[]>();
  for (const result of results) {
    const key = `${result.api} ${result.version}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, group]) => gradeOf(group));
}

function gradeOf(results: readonly ScenarioResult[]): readonly Grade[] {
  const [first] = results;
  if (first === undefined) return [];
  const asked = results.filter(({ outcome }) => outcome !== 'skipped');
  const supported = asked.filter(({ outcome }) => outcome !== 'unsupported');
  return [
    {
      api: first.api,
      version: first.version,
      capability: capabilityOf(supported.length, asked.length),
      supported: supported.length,
      asked: asked.length,
      unsupported: reasonsOf(asked),
      required: tally(results.filter(({ level }) => isRequired(level))),
      recommended: tally(results.filter(({ level }) => level === 'SHOULD')),
      observations: results.flatMap(observationOf),
    },
  ];
}

function capabilityOf(supported: number, asked: number): Capability {
  if (asked === 0) return 'not-asked';
  if (supported === 0) return 'none';
  return supported === asked ? 'full' : 'partial';
}

function reasonsOf(results: readonly ScenarioResult[]): Grade['unsupported'] {
  const byReason = new Map<string, string[]>();
  for (const { outcome, reason, requirement } of results) {
    if (outcome !== 'unsupported') continue;
    const text = reason ?? 'No reason was given.';
    byReason.set(text, [...(byReason.get(text) ?? []), requirement]);
  }
  return [...byReason.entries()].map(([reason, requirements]) => ({ reason, requirements }));
}

function tally(results: readonly ScenarioResult[]): Tally {
  const count = (...outcomes: readonly ScenarioResult['outcome'][]): number =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    passed: count('pass'),
    failed: count('fail'),
    expectedFailures: count('expected-failure'),
    judged: results.filter(({ outcome }) => isJudged(outcome)).length,
    undecided: count('inconclusive', 'error'),
  };
}

function observationOf(result: ScenarioResult): readonly Observation[] {
  if (!isObservation(result.level) || result.observation === undefined) return [];
  const { requirement, level, text, observation } = result;
  return [{ requirement, level, text, observed: observation }];
}
