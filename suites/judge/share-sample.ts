import type { ProbeResult } from '../../fixtures/agent/protocol.ts';
import { mergeCounts, tally, type NamedCount, type Unanswered } from './tally.ts';

/** What came back of one draw, by backend. */
export interface ShareSample {
  readonly sent: number;
  /** Requests that each backend answered, in the order of the weights. */
  readonly counts: readonly number[];
  /** Requests that agents of no backend answered, by workload. */
  readonly strangers: readonly NamedCount[];
  readonly unanswered: Unanswered;
}

/**
 * Sorts a batch by backend.
 *
 * @param backends For each backend, in the order of the weights, the workloads whose pods are its endpoints.
 */
export function shareSample(result: ProbeResult, backends: readonly (readonly string[])[]): ShareSample {
  const { sent, workloads, unanswered } = tally(result.outcomes);
  const countOf = (names: readonly string[]): number =>
    workloads.reduce((sum, { name, count }) => (names.includes(name) ? sum + count : sum), 0);
  return {
    sent,
    counts: backends.map(countOf),
    strangers: workloads.filter(({ name }) => !backends.some((names) => names.includes(name))),
    unanswered,
  };
}

/** A sample of nothing. */
export function emptySample(backends: number): ShareSample {
  return {
    sent: 0,
    counts: Array.from({ length: backends }, () => 0),
    strangers: [],
    unanswered: { status: 0, lost: 0, local: 0, kinds: [] },
  };
}

/** Two draws taken as one. */
export function joinSamples(a: ShareSample, b: ShareSample): ShareSample {
  return {
    sent: a.sent + b.sent,
    counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)),
    strangers: mergeCounts(a.strangers, b.strangers),
    unanswered: {
      status: a.unanswered.status + b.unanswered.status,
      lost: a.unanswered.lost + b.unanswered.lost,
      local: a.unanswered.local + b.unanswered.local,
      kinds: mergeCounts(a.unanswered.kinds, b.unanswered.kinds),
    },
  };
}
