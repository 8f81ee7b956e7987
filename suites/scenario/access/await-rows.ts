import type { OutcomeCount } from '../../../fixtures/agent/protocol.ts';
import type { Gate } from '../../judge/gate.ts';
import { reachabilityGate } from '../../judge/gates.ts';
import { tally } from '../../judge/tally.ts';
import { describeRow } from '../access-table.ts';
import { gateTimeoutMs, passGate, spacing } from '../traffic/waiting.ts';
import { describeDuration } from '../../../words/duration.ts';
import { joined, probeRows, waitingRequests, type AccessTrial } from './row-probes.ts';

/** Waits until every row is as expected in two rounds some time apart; answers with a sentence when it was not in time. */
export async function awaitRows(trial: AccessTrial): Promise<readonly string[]> {
  const spacingMs = spacing(trial.scope.environment);
  let amiss: readonly string[] = [];
  const gate: Gate = {
    awaits: 'every row of the access table',
    spacingMs,
    evidence: 0,
    sign: () => (amiss.length === 0 ? { shows: true, evidence: 0 } : { shows: false, why: amiss.join('; ') }),
  };
  const ended = await passGate(trial.scope, gate, async () => {
    const judged = trial.rows.filter(({ expected }) => expected !== 'open');
    const probes = await probeRows(trial, judged, waitingRequests, { timeoutMs: gateTimeoutMs });
    amiss = probes.flatMap(({ row, probe }) => {
      const sign = reachabilityGate({
        expectation: row.expected === 'denied' ? 'denied' : 'reached',
        workloads: [...trial.service.endpoints.keys()],
      }).sign(tally(probe.outcomes));
      return sign.shows && !nowhere(probe.outcomes)
        ? []
        : [`${describeRow(row)}: ${sign.shows ? 'no address yet' : sign.why}`];
    });
    return tally(joined(probes).outcomes);
  });
  return ended.converged
    ? []
    : [`Not all rows were as expected within ${describeDuration(ended.elapsedMs)}: ${ended.why}`];
}

/** A name that does not resolve is no denial. */
function nowhere(outcomes: readonly OutcomeCount[]): boolean {
  return outcomes.some(({ outcome }) => outcome.kind === 'unresolved' || outcome.kind === 'unroutable');
}
