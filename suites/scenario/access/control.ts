import type { ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { Row } from '../access-table.ts';
import { Unsupported } from '../ending.ts';
import { awaitRows } from './await-rows.ts';
import { emptyProbe, joined, probeRows, type AccessTrial, type RowProbe } from './row-probes.ts';

/** What shows, after the denied requests, that there was a way to be denied. */
export async function controlOf(
  trial: AccessTrial,
  reachedAgain: readonly RowProbe[],
  alive: ProbeResult,
): Promise<ProbeResult> {
  if (reachedAgain.length > 0) return joined(reachedAgain);
  if (trial.wayShownBelow) return alive;
  try {
    return joined([await trial.openTheWay(async (row) => await probeOpened(trial, row))]);
  } catch (error) {
    // Nothing opens it here, such as a UDPRoute where there is none: a leak is a leak all the same, and silence says nothing.
    if (error instanceof Unsupported) return emptyProbe;
    throw error;
  }
}

/** Once the way is open: waits until it carries, then takes it as the control. */
async function probeOpened(trial: AccessTrial, row: Row): Promise<RowProbe> {
  const opened: AccessTrial = { ...trial, rows: [row] };
  await awaitRows(opened);
  const [probe] = await probeRows(opened, [row], opened.requests);
  if (probe === undefined) throw new Error('A control of one row was probed and gave no result.');
  return probe;
}
