import type { KnownDeviation } from '../../fixtures/meshes/profile.ts';
import type { ScenarioIdentity, ScenarioResult } from '../../reports/model.ts';
import { matchesPattern } from '../../suites/scenario/plan.ts';
import type { ScenarioReport } from '../../suites/scenario/types.ts';

/**
 * The result that goes on record: what came of asking, in the light of what the mesh's profile expects. A failure that the
 * profile lists is an `expected-failure`; a listed one that passes is a `fail`, so that the list cannot rot. Everything
 * else stays what it is: trouble never counts as the failure that was expected.
 */
export function recordResult(
  identity: ScenarioIdentity,
  report: ScenarioReport,
  deviations: readonly KnownDeviation[],
  repeat: string,
): ScenarioResult {
  const plain = plainResult(identity, report, repeat);
  const deviation = deviations.find(({ requirement }) => matchesPattern(identity.id, requirement));
  if (deviation === undefined) return plain;
  const { url, note } = deviation;
  const knownDeviation = { url, note };
  switch (report.outcome) {
    case 'fail':
      return { ...plain, outcome: 'expected-failure', reason: `${note} (${url})`, knownDeviation };
    case 'pass':
      return {
        ...plain,
        outcome: 'fail',
        reason: `The mesh's profile lists this as a known deviation (${url}), but it passes: remove the entry.`,
        failure: {
          wanted: `a failure, as the mesh's profile lists: ${note} (${url})`,
          got: 'the behaviour that the requirement asks for',
          diagnosis: 'an entry of knownDeviations that is no longer true: remove it',
        },
        knownDeviation,
      };
    case 'unsupported':
    case 'skipped':
    case 'inconclusive':
    case 'error':
      return plain;
  }
}

function plainResult(identity: ScenarioIdentity, report: ScenarioReport, repeat: string): ScenarioResult {
  const { failure } = report;
  return {
    ...identity,
    outcome: report.outcome,
    ...(report.outcome === 'pass' ? {} : { reason: report.reason ?? 'The scenario gave no reason.' }),
    ...(failure == null
      ? {}
      : {
          failure: {
            wanted: failure.wanted,
            got: failure.got,
            ...(failure.diagnosis == null ? {} : { diagnosis: failure.diagnosis }),
          },
        }),
    evidence: report.evidence,
    ...(report.observation == null ? {} : { observation: report.observation }),
    ...(report.finding == null ? {} : { finding: report.finding }),
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    convergenceMs: report.convergenceMs,
    repeat,
  };
}
