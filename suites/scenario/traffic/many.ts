import type { AgentPod, Request } from '../../../fixtures/testbed/agent-pod.ts';
import type { Gate } from '../../judge/gate.ts';
import { tally } from '../../judge/tally.ts';
import type { ServiceName } from '../context.ts';
import { describeDuration } from '../../../words/duration.ts';
import { inPlaces } from './outcomes.ts';
import { gateTimeoutMs, passGate, spacing, type TrafficScope } from './waiting.ts';

/** Requests to each of many services, of each look. */
const each = 2;

/**
 * Of many services those whose every request reaches a workload: looks at all of them until all do, twice in a row, or until
 * the time to converge is over.
 */
export async function whichReach(
  scope: TrafficScope,
  client: AgentPod,
  services: readonly (readonly [name: ServiceName, request: Request])[],
  workload: string,
): Promise<readonly ServiceName[]> {
  let reaching: readonly ServiceName[] = [];
  const gate: Gate = {
    awaits: `all of ${services.length} services to be answered by ${workload}`,
    spacingMs: spacing(scope.environment),
    evidence: 0,
    sign: () =>
      reaching.length === services.length
        ? { shows: true, evidence: 0 }
        : { shows: false, why: `${reaching.length} of ${services.length} were` },
  };
  const ended = await passGate(scope, gate, async () => {
    const results = await Promise.all(
      services.map(async ([name, request]) => {
        const probe = { ...request, count: each, concurrency: 1, timeoutMs: gateTimeoutMs };
        const { outcomes } = await client.probe(probe, scope.signal);
        return { name, outcomes: inPlaces(outcomes, scope.homeNamespace) };
      }),
    );
    reaching = results
      .filter(({ outcomes }) => tally(outcomes).workloads.some(isAll(workload)))
      .map(({ name }) => name);
    return tally(results.flatMap(({ outcomes }) => outcomes));
  });
  scope.record.note(`Many services, answered by ${workload}`, [
    `${reaching.length} of ${services.length}, ${ended.converged ? `all since ${describeDuration(ended.convergenceMs)} after the first look` : `after ${describeDuration(ended.elapsedMs)}`}.`,
  ]);
  return reaching;
}

function isAll(workload: string): (counted: { readonly name: string; readonly count: number }) => boolean {
  return ({ name, count }) => name === workload && count === each;
}
