import type { OutcomeKind, RequirementLevel, ScenarioResult } from './model.ts';

/** Every outcome, in the order in which reports show them. */
export const outcomeKinds: readonly OutcomeKind[] = [
  'pass',
  'fail',
  'expected-failure',
  'unsupported',
  'skipped',
  'inconclusive',
  'error',
];

export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

export function countOutcomes(results: readonly Pick<ScenarioResult, 'outcome'>[]): OutcomeCounts {
  const counts: Record<OutcomeKind, number> = {
    pass: 0,
    fail: 0,
    'expected-failure': 0,
    unsupported: 0,
    skipped: 0,
    inconclusive: 0,
    error: 0,
  };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

/** Whether a mesh must satisfy a requirement of this level to conform. */
export function isRequired(level: RequirementLevel): boolean {
  return level === 'MUST' || level === 'implied';
}

/** Whether the specification leaves the answer open, so that what is seen is an observation and never a verdict. */
export function isObservation(level: RequirementLevel): boolean {
  return level === 'MAY' || level === 'AMBIG' || level === 'SILENT';
}

/** Whether the mesh was asked and gave an answer that can be judged. */
export function isJudged(outcome: OutcomeKind): boolean {
  return outcome === 'pass' || outcome === 'fail' || outcome === 'expected-failure';
}

/** A known deviation that is no longer one: the profile's entry has to go. */
export function isStaleDeviation(result: ScenarioResult): boolean {
  return result.outcome === 'fail' && result.knownDeviation !== undefined;
}
