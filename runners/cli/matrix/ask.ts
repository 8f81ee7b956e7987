import type { ScenarioResult } from '../../../reports/model.ts';

/** Runs the scenarios of these requirements on a mesh that is bent by these names: faults, choices, or none. */
export type Ask = (
  names: readonly string[],
  requirements: readonly string[],
) => Promise<readonly ScenarioResult[]>;

/** What neither passed nor is not offered, whatever the reason. */
export function notGreen(results: readonly ScenarioResult[]): readonly ScenarioResult[] {
  return results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'unsupported');
}
