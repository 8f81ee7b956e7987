import type { Tally } from './tally.ts';

/** One batch of a gate's probing. */
export interface Observation {
  /** Milliseconds of the clock when the batch had ended. */
  readonly at: number;
  readonly tally: Tally;
}

/** What one batch says of the state that is waited for. */
export type BatchSign =
  | {
      readonly shows: true;
      /** log10 of how much likelier the batch is under the new state than under the one before; Infinity where they differ for sure. */
      readonly evidence: number;
    }
  /** Why the new state is not in force, or cannot be told, as a sentence without a full stop. */
  | { readonly shows: false; readonly why: string };

/** A condition that two batches in a row, some time apart, must show. */
export interface Gate {
  /** What is waited for, as the object of a sentence: `v1 90 % and v2 10 %`. */
  readonly awaits: string;
  readonly sign: (tally: Tally) => BatchSign;
  /** Least time between the first batch of a run that shows it and the one that opens the gate. */
  readonly spacingMs: number;
  /** log10 of the evidence that a run must add up to. */
  readonly evidence: number;
}

/** Where a gate stands: a run of batches that all show the new state, or the reason why there is none. */
export type GateState =
  | { readonly state: 'closed'; readonly why: string }
  | { readonly state: 'opening'; readonly since: number; readonly batches: number; readonly evidence: number }
  | {
      readonly state: 'open';
      /** When the run began: the new state is known to be in force since then. */
      readonly since: number;
      readonly batches: number;
      readonly evidence: number;
    };

export const closedGate: GateState = { state: 'closed', why: 'nothing was observed yet' };

/**
 * One step of the gate. A batch that does not show the new state, or that speaks for the old one, ends the run; an open gate
 * stays open.
 */
export function stepGate(gate: Gate, before: GateState, { at, tally }: Observation): GateState {
  if (before.state === 'open') return before;
  const sign = gate.sign(tally);
  if (!sign.shows) return { state: 'closed', why: sign.why };
  if (sign.evidence < 0) return { state: 'closed', why: 'the last batch looks more like the state before' };
  const run = before.state === 'closed' ? { since: at, batches: 0, evidence: 0 } : before;
  const next = { since: run.since, batches: run.batches + 1, evidence: run.evidence + sign.evidence };
  const open = next.batches >= 2 && at - next.since >= gate.spacingMs && next.evidence >= gate.evidence;
  return { state: open ? 'open' : 'opening', ...next };
}
