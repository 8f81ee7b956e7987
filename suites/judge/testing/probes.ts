import type {
  OutcomeCount,
  ProbeOutcome,
  ProbeResult,
  ReceivedAnswer,
} from '../../../fixtures/agent/protocol.ts';

/** So many requests answered by agents of a workload. */
export function reached(workload: string, count: number): OutcomeCount {
  const responder = {
    workload,
    pod: `${workload}-0`,
    namespace: 'birds',
    serviceAccount: workload,
    port: 8080,
  };
  return { outcome: { kind: 'reached', responder, status: 200 }, count };
}

/** So many requests answered with a status by no agent. */
export function status(code: number, count: number): OutcomeCount {
  return { outcome: { kind: 'status', status: code }, count };
}

/** So many requests that ended in another way. */
export function ended(
  kind: Exclude<ProbeOutcome['kind'], 'reached' | 'status'>,
  count: number,
): OutcomeCount {
  return { outcome: { kind, detail: 'as the test says' }, count };
}

/** A batch with these outcomes. */
export function probe(...outcomes: readonly OutcomeCount[]): ProbeResult {
  return {
    batch: 'b1',
    sent: outcomes.reduce((sum, { count }) => sum + count, 0),
    outcomes,
    latency: { p50: 1, p90: 1, p99: 1, max: 1 },
    durationMs: 1,
    perConnection: [],
    switches: [],
    samples: [],
  };
}

/** A server's log with so many requests, each id once unless said otherwise. */
export function received(count: number, distinct: number = count): ReceivedAnswer {
  return { count, distinct, requests: [] };
}
