import { describe, expect, it } from 'vitest';
import type { Sight } from '../offers/calls.ts';
import { lastingSight, mayBeTheMachine } from './lasting.ts';

function sight(lost: number, ...losses: readonly string[]): Sight {
  const workloads = lost === 100 ? {} : { v1: 100 - lost };
  return { sent: 100, workloads, lost, losses, perConnection: [], words: `${lost} lost.` };
}

/** Looks one after the other; answers with what was believed and how often it was looked, patiently or not. */
async function lookOut(
  sights: readonly Sight[],
  { before = [], control = true }: { before?: readonly string[]; control?: boolean } = {},
): Promise<{ readonly believed: Sight; readonly patience: readonly boolean[] }> {
  const patience: boolean[] = [];
  const believed = await lastingSight({
    lossesBefore: before,
    look: async (patiently) => {
      patience.push(patiently);
      return await Promise.resolve(sights[Math.min(patience.length, sights.length) - 1] ?? sight(0));
    },
    controlAnswers: async () => await Promise.resolve(control),
  });
  return { believed, patience };
}

describe('a sight', () => {
  it('without losses is believed at once', async () => {
    expect(await lookOut([sight(0)])).toEqual({ believed: sight(0), patience: [false] });
  });

  it('whose losses were there before is believed when another service answers', async () => {
    const wrong = sight(50, 'status 503');

    expect(await lookOut([wrong], { before: ['status 503'] })).toEqual({
      believed: wrong,
      patience: [false],
    });
  });

  it('with a loss that is new is looked at again, and the loss forgotten when it does not come back', async () => {
    const { believed, patience } = await lookOut([sight(1, 'reset'), sight(0)]);

    expect([believed.lost, patience]).toEqual([0, [false, true]]);
  });

  it('with a loss that comes back is believed though the loss is small', async () => {
    const { believed, patience } = await lookOut([sight(1, 'reset'), sight(2, 'reset')]);

    expect([believed.lost, patience]).toEqual([2, [false, true]]);
  });

  it('with a few time-outs is looked at with patience, however often they came', async () => {
    const before = ['timeout'];

    expect((await lookOut([sight(16, 'timeout'), sight(0)], { before })).believed.lost).toBe(0);
    expect((await lookOut([sight(16, 'timeout'), sight(9, 'timeout')], { before })).believed.lost).toBe(9);
  });

  it('with nothing but time-outs is believed as it is', async () => {
    const { believed, patience } = await lookOut([sight(100, 'timeout')], { before: ['timeout'] });

    expect([believed.lost, patience]).toEqual([100, [false]]);
  });

  it('says nothing while time-outs stay and no other service answers', async () => {
    await expect(
      lookOut([sight(5, 'timeout')], { before: ['timeout'], control: false }),
    ).rejects.toMatchObject({ outcome: 'inconclusive' });
  });

  it('is believed where all services break together and the mesh says so', async () => {
    const broken = sight(100, 'status 503');
    const { believed, patience } = await lookOut([broken], { before: ['status 503'], control: false });

    expect([believed, patience.length]).toEqual([broken, 4]);
  });
});

describe('a busy machine', () => {
  it('lets time run out for what is under way', () => {
    expect(mayBeTheMachine(sight(16, 'timeout'))).toBe(true);
  });

  it('gives no answers, breaks no connections, and does not lose everything', () => {
    expect(mayBeTheMachine(sight(1, 'status 503'))).toBe(false);
    expect(mayBeTheMachine(sight(2, 'timeout', 'reset'))).toBe(false);
    expect(mayBeTheMachine(sight(60, 'timeout'))).toBe(false);
  });
});
