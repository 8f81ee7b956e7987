import type { OutcomeCount } from '../../../fixtures/agent/protocol.ts';
import { judgeEachReached, judgeExclusive, requestsToReach } from '../../judge/exclusive.ts';
import { sharesOf } from '../state.ts';
import type { Caller } from './caller.ts';

/** How likely it may be that a workload is not seen by chance. */
const missedByChance = 1e-10;

/**
 * Calls several places by turns, one request at a time, as often as it takes to see every workload at each of them. Whoever
 * keeps one rotation for all of them shows each place the same workload again and again.
 */
export async function takeTurns(callers: readonly Caller[], workloads: readonly string[]): Promise<void> {
  const shares = sharesOf(workloads.map((workload) => [workload, 1] as const));
  const late = new Map<Caller, readonly string[]>();
  for (const caller of callers) late.set(caller, await caller.awaitShares(shares, caller.previous));
  const share = 1 / workloads.length;
  const seen = new Map<Caller, OutcomeCount[]>(callers.map((caller) => [caller, []]));
  for (let round = requestsToReach(share, missedByChance); round > 0; round -= 1)
    for (const [caller, outcomes] of seen) outcomes.push(...(await caller.send(1)).outcomes);
  for (const [caller, outcomes] of seen) {
    const each = workloads.map((workload) => ({ workload, share }));
    await caller.conclude(judgeEachReached({ each, outcomes }), late.get(caller) ?? []);
    await caller.conclude(judgeExclusive({ only: workloads, outcomes }), []);
  }
}
