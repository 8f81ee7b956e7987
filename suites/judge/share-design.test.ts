import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designShares, ShareDesignError } from './share-design.ts';

describe('designShares', () => {
  it('looks only at whole cycles of the unreduced weights, as long as those are short', () => {
    for (const weights of [
      [90, 10],
      [1000, 500],
      [1, 10, 150],
      [33, 33, 34],
    ]) {
      const { looks, cycle } = designShares(weights);
      expect(cycle).toBe(weights.reduce((sum, weight) => sum + weight, 0));
      expect(looks.map(({ n }) => n % cycle)).toEqual(looks.map(() => 0));
    }
  });

  it('falls back to the reduced cycle, then to none, where the sum is too long', () => {
    expect(designShares([100, 1000, 15_000]).cycle).toBe(161);
    expect(designShares([1_000_000, 2_147_483_647]).cycle).toBe(1);
  });

  it('takes looks that are given, rounded up to whole cycles', () => {
    const { looks } = designShares([90, 10], { looks: [1200, 2450, 4800] });
    expect(looks.map(({ n }) => n)).toEqual([1200, 2500, 4800]);
  });

  it('accepts nothing but 0 for a weight of 0, at every look', () => {
    const { looks } = designShares([100, 0]);
    expect(looks.map(({ accepted }) => accepted[1])).toEqual(
      looks.map(() => ({ least: 0, most: 0, passLeast: 0, passMost: 0 })),
    );
  });

  it('accepts nothing but everything for the only positive weight', () => {
    const { looks } = designShares([1]);
    for (const { n, accepted } of looks) expect(accepted[0]).toMatchObject({ least: n, most: n });
  });

  it('leaves no count undecided at the last look, and no count both failed and passed at any', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 }), (weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const { looks } = designShares(weights);
        for (const { accepted } of looks) {
          for (const { least, most, passLeast, passMost } of accepted) {
            if (passLeast > passMost) continue;
            expect(passLeast).toBeGreaterThanOrEqual(least);
            expect(passMost).toBeLessThanOrEqual(most);
          }
        }
        for (const zone of looks.at(-1)?.accepted ?? []) {
          expect([zone.passLeast, zone.passMost]).toEqual([zone.least, zone.most]);
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('lets the looks before the first that can pass do nothing but fail', () => {
    const { looks } = designShares([99, 1]);
    for (const { accepted } of looks.slice(0, 2)) {
      for (const { passLeast, passMost } of accepted) expect(passLeast).toBeGreaterThan(passMost);
    }
  });

  it('passes a rotation early only after a wrong one would have drifted by twelve picks', () => {
    for (const [beta, delta] of [
      [1e-5, 0.05],
      [1e-2, 0.05],
      [1e-2, 0.1],
    ] as const) {
      const { rotation } = designShares([1, 1], { beta, delta });
      expect((rotation?.n ?? 0) * delta).toBeGreaterThanOrEqual(12);
      expect(rotation?.miss).toBeLessThanOrEqual(beta / 5);
    }
  });

  it('says so when the limit is too small for its promise', () => {
    const miss = (limit: number): number => designShares([1, 1], { limit }).backends[0]?.miss ?? NaN;
    expect(miss(12_000)).toBeLessThanOrEqual(1e-5);
    expect(miss(2_000)).toBeGreaterThan(0.5);
  });

  it.each([{ weights: [] }, { weights: [0, 0] }, { weights: [1, -1] }, { weights: [0.5, 0.5] }])(
    'refuses $weights',
    ({ weights }) => {
      expect(() => designShares(weights)).toThrow(ShareDesignError);
    },
  );
});
