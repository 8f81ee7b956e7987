import type { ScenarioResult } from './model.ts';
import { isJudged, isRequired, isStaleDeviation } from './outcome.ts';
import type { Run } from './run.ts';

/** What the process says when it ends. `usage` never comes from a run: it stops one before it starts. */
export const exitCodes = {
  conformant: 0,
  'not-conformant': 1,
  usage: 2,
  environment: 3,
  inconclusive: 4,
  interrupted: 130,
} as const;

export type RunVerdict = 'conformant' | 'not-conformant' | 'environment' | 'inconclusive' | 'interrupted';

/** `where` of a run-trouble event that says that the scenarios had nothing to stand on. */
export const environmentTrouble = 'environment';

export interface Verdict {
  readonly verdict: RunVerdict;
  readonly exitCode: number;
  /** One sentence for each ground, the gravest first. */
  readonly reasons: readonly string[];
}

/**
 * The verdict on a run. A requirement that was broken stays broken whatever else went wrong, so `not-conformant` outranks
 * `inconclusive`; an interrupted run says so first, because its caller asked for the interruption.
 */
export function verdictOf(run: Run): Verdict {
  const broken = violations(run.results);
  const doubts = doubtsAbout(run);
  if (run.interrupted) return say('interrupted', ['The run was interrupted.', ...broken, ...doubts]);
  if (broken.length > 0) return say('not-conformant', [...broken, ...doubts]);
  if (run.troubles.some(({ where }) => where === environmentTrouble)) return say('environment', doubts);
  if (doubts.length > 0) return say('inconclusive', doubts);
  return say('conformant', [conformance(run)]);
}

function say(verdict: RunVerdict, reasons: readonly string[]): Verdict {
  return { verdict, exitCode: exitCodes[verdict], reasons };
}

function violations(results: readonly ScenarioResult[]): readonly string[] {
  const stale = results.filter(isStaleDeviation);
  const failed = results.filter(
    (result) => result.outcome === 'fail' && isRequired(result.level) && !isStaleDeviation(result),
  );
  return [
    ...(failed.length > 0
      ? [`${failed.length} required ${plural(failed.length, 'behaviour is', 'behaviours are')} broken.`]
      : []),
    ...(stale.length > 0
      ? [
          `${stale.length} known ${plural(stale.length, 'deviation is', 'deviations are')} listed but no longer there.`,
        ]
      : []),
  ];
}

function doubtsAbout(run: Run): readonly string[] {
  const judged = run.results.filter(({ outcome }) => isJudged(outcome)).length;
  const { inconclusive, error } = run.counts;
  return [
    ...(run.complete ? [] : ['The journal has no footer: the run was cut off.']),
    ...(judged === 0 ? ['No scenario judged the mesh, so nothing is known of it.'] : []),
    ...(error > 0
      ? [
          `${error} ${plural(error, 'scenario', 'scenarios')} ended in an error of the suite or its environment.`,
        ]
      : []),
    ...(inconclusive > 0
      ? [`${inconclusive} ${plural(inconclusive, 'scenario was', 'scenarios were')} inconclusive.`]
      : []),
    ...run.troubles.map(({ where, message }) => `Trouble (${where}): ${message}`),
  ];
}

function conformance(run: Run): string {
  const required = run.results.filter(({ level, outcome }) => isRequired(level) && isJudged(outcome));
  const passed = required.filter(({ outcome }) => outcome === 'pass').length;
  const expected = required.length - passed;
  const deviations = expected > 0 ? `; the other ${expected} fail as the mesh's profile says` : '';
  return `${passed} of ${required.length} required behaviours that were judged hold${deviations}.`;
}

function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
