import type { ScenarioReport } from '../../suites/scenario/types.ts';

/** A report of which only plain data is left, so that it survives the way between threads and into JSON. */
export function plainReport(report: ScenarioReport): ScenarioReport {
  try {
    return JSON.parse(JSON.stringify(report)) as ScenarioReport;
  } catch (error) {
    return troubleReport(
      'error',
      `The scenario's report is not plain data: ${messageOf(error)}`,
      report.startedAt,
    );
  }
}

/** A report of a scenario that did not get to its question. */
export function troubleReport(
  outcome: 'skipped' | 'error',
  reason: string,
  startedAt: string,
): ScenarioReport {
  return {
    outcome,
    reason,
    failure: undefined,
    evidence: [],
    observation: undefined,
    finding: undefined,
    startedAt,
    durationMs: 0,
    convergenceMs: [],
  };
}

/** The error's message and those of its causes, outermost first. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${messageOf(error.cause)})`;
}
