import type { OutcomeCount, ProbeOutcome } from '../../fixtures/agent/protocol.ts';
import { counted, listed } from './words.ts';

/** Requests without an answer by a workload that a verdict bears, as a part of all: reported, and never dropped from n. */
export const toleratedPart = 0.001;

/** Something counted by name. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Requests that no agent answered, by whose trouble that is. */
export interface Unanswered {
  /** An HTTP answer that no agent wrote: the mesh's own. */
  readonly status: number;
  /** Refused, reset, closed, timed out, not resolved, garbled: the mesh's, the pod's or the network's. */
  readonly lost: number;
  /** The client's own trouble: the suite's. */
  readonly local: number;
  /** The same in words, for instance `status 503`. */
  readonly kinds: readonly NamedCount[];
}

/** Outcomes of a batch by what they say of the responders. */
export interface Tally {
  readonly sent: number;
  /** Requests that agents answered, by workload, most first. */
  readonly workloads: readonly NamedCount[];
  readonly unanswered: Unanswered;
}

/** Counts the outcomes of one batch or of many. */
export function tally(outcomes: readonly OutcomeCount[]): Tally {
  const workloads = new Map<string, number>();
  const kinds = new Map<string, number>();
  const troubles = { status: 0, lost: 0, local: 0 };
  let sent = 0;
  for (const { outcome, count } of outcomes) {
    sent += count;
    if (outcome.kind === 'reached') {
      add(workloads, outcome.responder.workload, count);
    } else {
      add(kinds, kindInWords(outcome), count);
      troubles[troubleOf(outcome)] += count;
    }
  }
  return { sent, workloads: named(workloads), unanswered: { ...troubles, kinds: named(kinds) } };
}

/** All requests that no agent answered. */
export function unansweredOf({ status, lost, local }: Unanswered): number {
  return status + lost + local;
}

/** `2 × status 503 and 1 × reset`; empty when all were answered. */
export function unansweredInWords({ kinds }: Unanswered): string {
  return kinds.length === 0 ? '' : listed(kinds.map(({ name, count }) => `${count} × ${name}`));
}

/** `v1 3 requests and v2 1 request`. */
export function countsInWords(counts: readonly NamedCount[]): string {
  return listed(counts.map(({ name, count }) => `${name} ${counted(count, 'request')}`));
}

/** An outcome in the protocol's own word, with the status where there is one. */
export function kindInWords(outcome: ProbeOutcome): string {
  return outcome.kind === 'status' ? `status ${outcome.status}` : outcome.kind;
}

/** Sums two counts by name. */
export function mergeCounts(a: readonly NamedCount[], b: readonly NamedCount[]): readonly NamedCount[] {
  const sums = new Map<string, number>();
  for (const { name, count } of [...a, ...b]) add(sums, name, count);
  return named(sums);
}

function troubleOf(outcome: ProbeOutcome): 'status' | 'lost' | 'local' {
  return outcome.kind === 'status' || outcome.kind === 'local' ? outcome.kind : 'lost';
}

function add(sums: Map<string, number>, name: string, count: number): void {
  if (count > 0) sums.set(name, (sums.get(name) ?? 0) + count);
}

function named(sums: ReadonlyMap<string, number>): readonly NamedCount[] {
  return [...sums].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
