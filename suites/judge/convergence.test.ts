import { describe, expect, it } from 'vitest';
import type { OutcomeCount } from '../../fixtures/agent/protocol.ts';
import type { Clock } from '../../fixtures/kubernetes/clock.ts';
import { awaitConvergence, type Convergence } from './convergence.ts';
import { shareGate } from './gates.ts';
import { tally } from './tally.ts';
import { reached } from './testing/probes.ts';

/** A clock that moves only when somebody sleeps or works. */
function handClock(): Clock & { readonly sleeps: number[]; work: (ms: number) => void } {
  let now = 1000;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    work: (ms) => (now += ms),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

const gate = shareGate({ shares: { v1: 0.9, v2: 0.1 }, previous: { v1: 1 }, spacingMs: 500 });
const old: readonly OutcomeCount[] = [reached('v1', 50)];
const fresh: readonly OutcomeCount[] = [reached('v1', 45), reached('v2', 5)];

/** Each batch takes 10 ms; the new state is in force from `changesAt` ms on. */
async function wait(
  changesAt: number,
  deadlineMs: number,
): Promise<{ ended: Convergence; sleeps: readonly number[] }> {
  const clock = handClock();
  const observe = (): Promise<ReturnType<typeof tally>> => {
    const outcomes = clock.now() - 1000 >= changesAt ? fresh : old;
    clock.work(10);
    return Promise.resolve(tally(outcomes));
  };
  return { ended: await awaitConvergence({ gate, observe, clock, deadlineMs }), sleeps: clock.sleeps };
}

describe('awaitConvergence', () => {
  it('takes two batches and one spacing when the state is there already', async () => {
    const { ended, sleeps } = await wait(0, 60_000);
    expect(ended).toEqual({ converged: true, convergenceMs: 10, elapsedMs: 520, batches: 2 });
    expect(sleeps).toEqual([500]);
  });

  it('looks again with growing pauses, and reports when the state was first seen', async () => {
    const { ended, sleeps } = await wait(1000, 60_000);
    expect(sleeps).toEqual([50, 100, 200, 400, 800, 500]);
    expect(ended).toEqual({ converged: true, convergenceMs: 1610, elapsedMs: 2120, batches: 7 });
  });

  it('never pauses for more than two seconds, nor beyond the deadline', async () => {
    const { ended, sleeps } = await wait(Infinity, 10_000);
    expect(Math.max(...sleeps)).toBe(2000);
    expect(ended).toMatchObject({
      converged: false,
      elapsedMs: 10_010,
      why: 'Waited for v1 90 % and v2 10 %; no answer yet by v2.',
    });
  });

  it('looks once even when the deadline has passed', async () => {
    expect((await wait(Infinity, 0)).ended).toMatchObject({ converged: false, batches: 1 });
  });

  it('says so when the state was seen too late', async () => {
    const { ended } = await wait(300, 600);
    expect(ended).toMatchObject({ converged: false, why: expect.stringContaining('not long') as string });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const observe = (): Promise<ReturnType<typeof tally>> => Promise.resolve(tally(fresh));
    await expect(
      awaitConvergence({ gate, observe, clock: handClock(), deadlineMs: 1000, signal }),
    ).rejects.toThrow('enough');
  });
});
