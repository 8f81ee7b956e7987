import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../fixtures/kubernetes/clock.ts';
import { WorkQueue } from './work-queue.ts';

/** A clock on which every wait is over at once, and remembered. */
function impatientClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => 0,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('WorkQueue', () => {
  it('folds what is added in one turn into one pass', async () => {
    const seen: string[] = [];
    const queue = new WorkQueue({
      name: 'test',
      clock: impatientClock(),
      onTrouble: () => undefined,
      reconcile: (key) => Promise.resolve(void seen.push(key)),
    });
    for (const key of ['a', 'b', 'a']) queue.add(key);
    await settled();
    expect(seen).toEqual(['a', 'b']);
  });

  it('comes back to a key that was added while it was worked on', async () => {
    let passes = 0;
    const queue: WorkQueue = new WorkQueue({
      name: 'test',
      clock: impatientClock(),
      onTrouble: () => undefined,
      reconcile: async () => {
        passes += 1;
        if (passes === 1) queue.add('a');
        await Promise.resolve();
      },
    });
    queue.add('a');
    await settled();
    expect(passes).toBe(2);
  });

  it('repeats failures with a growing delay and reports what lasts', async () => {
    const clock = impatientClock();
    const troubles: string[] = [];
    let failuresLeft = 6;
    const queue = new WorkQueue({
      name: 'test',
      clock,
      onTrouble: (message) => troubles.push(message),
      reconcile: async () => {
        await Promise.resolve();
        failuresLeft -= 1;
        if (failuresLeft >= 0) throw new Error('not yet');
      },
    });
    queue.add('a');
    await settled();
    expect(clock.waits).toEqual([20, 40, 80, 160, 320, 640]);
    expect(troubles).toEqual(['The test controller failed 5 times on a.']);
  });

  it('does nothing more once it is stopped', async () => {
    let passes = 0;
    const queue = new WorkQueue({
      name: 'test',
      clock: impatientClock(),
      onTrouble: () => undefined,
      reconcile: () => Promise.resolve(void (passes += 1)),
    });
    await queue.stop();
    queue.add('a');
    await settled();
    expect(passes).toBe(0);
  });
});
