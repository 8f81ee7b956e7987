import type { Clock } from '../../fixtures/kubernetes/clock.ts';
import { closedGate, stepGate, type Gate, type GateState } from './gate.ts';
import type { Tally } from './tally.ts';

export interface ConvergenceWait {
  readonly gate: Gate;
  /** Sends one batch, 50 to 100 requests for shares, and counts it. What it rejects with is passed on. */
  readonly observe: (signal: AbortSignal | undefined) => Promise<Tally>;
  readonly clock: Clock;
  /** How long to wait at most, from the call on, in milliseconds. A batch under way is waited for. */
  readonly deadlineMs: number;
  /** Pause after the first batch that does not show the new state; 50 ms, growing to 2 s. */
  readonly firstPauseMs?: number;
  readonly signal?: AbortSignal;
}

/** How the wait ended. Times are milliseconds from the call. */
export type Convergence =
  | {
      readonly converged: true;
      /** Until the first batch of the run that opened the gate had ended: the state was in force by then. */
      readonly convergenceMs: number;
      /** Until the gate opened. */
      readonly elapsedMs: number;
      readonly batches: number;
    }
  | { readonly converged: false; readonly elapsedMs: number; readonly batches: number; readonly why: string };

const longestPauseMs = 2_000;

/** Observes with growing pauses until the gate opens or the deadline has passed. */
export async function awaitConvergence(wait: ConvergenceWait): Promise<Convergence> {
  const { gate, observe, clock, deadlineMs, firstPauseMs = 50, signal } = wait;
  const start = clock.now();
  let state: GateState = closedGate;
  let pause = firstPauseMs;
  for (let batches = 1; ; batches += 1) {
    signal?.throwIfAborted();
    const tally = await observe(signal);
    const at = clock.now();
    state = stepGate(gate, state, { at, tally });
    const elapsedMs = at - start;
    if (state.state === 'open') {
      return { converged: true, convergenceMs: state.since - start, elapsedMs, batches };
    }
    const left = deadlineMs - elapsedMs;
    if (left <= 0) return { converged: false, elapsedMs, batches, why: whyNot(gate, state) };
    if (state.state === 'closed') {
      await clock.sleep(Math.min(pause, left), signal);
      pause = Math.min(pause * 2, longestPauseMs);
    } else {
      // A run has begun: the next batch that can open the gate is the one after the spacing.
      pause = firstPauseMs;
      const spacing = state.since + gate.spacingMs - at;
      await clock.sleep(Math.min(Math.max(spacing, 0), left), signal);
    }
  }
}

function whyNot(gate: Gate, state: GateState): string {
  const seen =
    state.state === 'closed' ? state.why : 'the last batches show it, but not long or clearly enough yet';
  return `Waited for ${gate.awaits}; ${seen}.`;
}
