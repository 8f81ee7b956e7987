import type { Requirement } from '../requirements/catalogue.ts';
import type { ScenarioReport } from './types.ts';

export interface Ending {
  readonly outcome: ScenarioReport['outcome'];
  readonly reason?: string;
  readonly failure?: NonNullable<ScenarioReport['failure']>;
}

/**
 * How a scenario ends that only looks. Where the specification leaves a point open no mesh can fail: what such a scenario
 * starts from is judged by others, and where that does not hold, or where the open point itself brings the mesh to a halt,
 * there is nothing to be seen of it.
 */
export function openEnding(
  ending: Ending,
  { observations }: Pick<Requirement, 'observations'>,
  observation: string | undefined,
): Ending {
  if (ending.outcome !== 'fail' || observations === undefined) return ending;
  if (observation !== undefined) return { outcome: 'pass' };
  return {
    outcome: 'unsupported',
    reason: `What the specification leaves open could not be seen here. ${ending.reason ?? ''}`.trim(),
  };
}
