import { describe, expect, it } from 'vitest';
import { designShares, type ShareDesign } from './share-design.ts';
import { operatingCharacteristics, toldApart, type OperatingCharacteristics } from './share-power.ts';

const [alpha, beta] = [1e-8, 1e-5];

function right(design: ShareDesign, backend: number): OperatingCharacteristics {
  return operatingCharacteristics(design, backend, design.backends[backend]?.share ?? 0);
}

/** Exact probability that a share wrong by delta passes, on the worse side, early pass included. */
function worstMiss(design: ShareDesign, backend: number): number {
  const { share, delta } = design.backends[backend] ?? { share: 0, delta: 0 };
  const wrong = [share - delta, share + delta].filter((p) => p >= 0 && p <= 1);
  const passed = wrong.map((p) => operatingCharacteristics(design, backend, p).pass);
  return Math.min(1, Math.max(...passed) + (design.rotation?.miss ?? 0));
}

const splits = [
  [1, 1],
  [1, 2],
  [2, 1],
  [1000, 500],
  [1, 9],
  [90, 10],
  [1, 3],
  [75, 25],
  [10, 151],
  [70, 30],
  [1, 1, 1],
  [33, 33, 34],
  [60, 30, 10],
  [20, 20, 20, 20, 20],
];

describe.each(splits.map((weights) => ({ name: weights.join('/'), weights })))('$name', ({ weights }) => {
  const design = designShares(weights);
  const backends = weights.map((_, i) => i);

  it('fails a right mesh with probability <= alpha', () => {
    // Two backends are one count; for more, the sum over them bounds the chance that any fails.
    const judged = weights.length === 2 ? [0] : backends;
    const total = judged.reduce((sum, i) => sum + right(design, i).fail, 0);
    expect(total).toBeLessThanOrEqual(alpha);
    expect(total).toBeGreaterThan(0);
  });

  it('passes an error of delta in any share with probability <= beta', () => {
    for (const i of backends) {
      expect(worstMiss(design, i)).toBeLessThanOrEqual(beta);
      expect(worstMiss(design, i)).toBeLessThanOrEqual(design.backends[i]?.miss ?? 0);
    }
  });

  it('always decides, and ends a gross fault at the first look', () => {
    for (const i of backends) {
      expect(right(design, i).undecided).toBe(0);
      const { share } = design.backends[i] ?? { share: 0 };
      const gross = operatingCharacteristics(design, i, share > 0.5 ? share - 0.4 : share + 0.4);
      expect(gross.fail).toBeGreaterThan(1 - 1e-9);
      expect(gross.expectedRequests).toBeLessThan((design.looks[0]?.n ?? 0) * 1.05);
    }
  });
});

describe('shares below delta', () => {
  it.each([{ weights: [99, 1] }, { weights: [1, 10, 150] }, { weights: [1, 999] }])(
    'fail a right mesh with probability <= alpha, and state their own miss: $weights',
    ({ weights }) => {
      const design = designShares(weights);
      const judged = weights.length === 2 ? [0] : weights.map((_, i) => i);
      expect(judged.reduce((sum, i) => sum + right(design, i).fail, 0)).toBeLessThanOrEqual(alpha);
      for (const i of weights.keys())
        expect(worstMiss(design, i)).toBeLessThanOrEqual(design.backends[i]?.miss ?? 0);
    },
  );

  it('tell 99/1 from nothing and from 2.2 % surely, and from 2 % nearly so', () => {
    const design = designShares([99, 1]);
    const told = toldApart(design, 1);
    expect(told.below).toBeGreaterThan(0);
    expect(told.above).toBeLessThan(0.022);
    expect(design.backends[1]?.miss).toBeLessThan(1e-3);
  });

  it('tell the smallest of 1/10/150 from nothing and from three times as much', () => {
    const design = designShares([1, 10, 150]);
    const told = toldApart(design, 0);
    expect(told.below).toBeGreaterThan(0);
    expect(told.above).toBeLessThan(3 / 161);
    expect(operatingCharacteristics(design, 0, told.above ?? 0).pass).toBeLessThanOrEqual(beta);
  });

  it('admit that 1 of 1000 cannot be told from nothing within the limit', () => {
    expect(toldApart(designShares([1, 999]), 0).below).toBeUndefined();
    expect(toldApart(designShares([1, 999], { limit: 24_000 }), 0).below).toBeGreaterThanOrEqual(0);
  });
});

describe('the numbers of requests', () => {
  // The five looks that the derived ones replace, and what SciPy says of them (scripts of the design, five digits).
  it.each([
    { weights: [1, 1], requests: 4369, fail: 8.1e-9, miss: 5.3e-6 },
    { weights: [3, 1], requests: 3127, fail: 6.7e-9, miss: 5.4e-6 },
    { weights: [9, 1], requests: 1622, fail: 4.2e-9, miss: 4.7e-6 },
    { weights: [1, 2], requests: 3771, fail: 7.7e-9, miss: 5.4e-6 },
  ])(
    'agree with an independent reckoning for five fixed looks at $weights',
    ({ weights, requests, fail, miss }) => {
      const design = designShares(weights, { looks: [1200, 2400, 4800, 8400, 12_000], rotation: false });
      const seen = right(design, 0);
      expect(Math.abs(seen.expectedRequests - requests)).toBeLessThanOrEqual(1);
      expect(Math.abs(seen.fail / fail - 1)).toBeLessThan(0.02);
      expect(Math.abs(worstMiss(design, 0) / miss - 1)).toBeLessThan(0.02);
    },
  );

  it.each([
    { weights: [1, 1], fixed: 4369 },
    { weights: [75, 25], fixed: 3127 },
    { weights: [90, 10], fixed: 1622 },
    { weights: [1, 2], fixed: 3771 },
  ])(
    'are lower by a seventh and more with derived looks for independent picks: $weights',
    ({ weights, fixed }) => {
      expect(right(designShares(weights), 0).expectedRequests).toBeLessThan((fixed * 6) / 7);
    },
  );

  it.each(splits.map((weights) => ({ weights })))(
    'are a few hundred for a rotation: $weights',
    ({ weights }) => {
      const { rotation } = designShares(weights);
      // Draws of 40 and a little more, unless the cycle is longer.
      expect(rotation?.n).toBeLessThanOrEqual((rotation?.draw ?? 0) < 100 ? 300 : 500);
    },
  );
});
