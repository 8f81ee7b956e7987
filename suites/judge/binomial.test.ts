import { describe, expect, it } from 'vitest';
import { binomialMass, lowerTail, upperTail } from './binomial.ts';
import { exactBinomial, relativeError } from './testing/fractions.ts';

const bound = 1e-10;

/** Counts worth a look: both ends, around the mean, and steps between. */
function counts(n: number, p: number): readonly number[] {
  const mean = Math.round(n * p);
  const steps = Array.from({ length: 25 }, (_, i) => Math.round((i * n) / 24));
  return [...new Set([...steps, mean - 1, mean, mean + 1, 1, n - 1])].filter((x) => x >= 0 && x <= n);
}

// Shares that are exact in binary, so that both sides reckon with the same number.
const cases = [
  { n: 1, top: 1, bottom: 2 },
  { n: 15, top: 3, bottom: 4 },
  { n: 16, top: 1, bottom: 16 },
  { n: 161, top: 1, bottom: 128 },
  { n: 300, top: 15, bottom: 16 },
  { n: 1200, top: 1, bottom: 2 },
  { n: 2400, top: 3, bottom: 8 },
] as const;

describe.each(cases)('Bin($n, $top/$bottom)', ({ n, top, bottom }) => {
  const exact = exactBinomial(n, top, bottom);
  const p = top / bottom;

  it.each(counts(n, p))('has the exact mass and tails at %i, down to 1e-300', (x) => {
    const seen = [
      { value: binomialMass(x, n, p), fraction: exact.mass(x) },
      { value: lowerTail(x, n, p), fraction: exact.lower(x) },
      { value: upperTail(x, n, p), fraction: exact.upper(x) },
    ];
    for (const { value, fraction } of seen) {
      if (fraction.numerator * 10n ** 300n < fraction.denominator) expect(value).toBeLessThan(1.1e-300);
      else expect(relativeError(value, fraction)).toBeLessThan(bound);
    }
  });
});

describe('Bin(12000, .)', () => {
  it.each([
    { top: 1, bottom: 2, x: 5100 },
    { top: 1, bottom: 2, x: 4000 },
    { top: 1, bottom: 128, x: 20 },
    { top: 15, bottom: 16, x: 10_900 },
  ])('has the exact lower tail at $x for $top/$bottom', ({ top, bottom, x }) => {
    const exact = exactBinomial(12_000, top, bottom);
    expect(relativeError(lowerTail(x, 12_000, top / bottom), exact.lower(x))).toBeLessThan(bound);
    expect(relativeError(binomialMass(x, 12_000, top / bottom), exact.mass(x))).toBeLessThan(bound);
  });

  it.each([
    { top: 1, bottom: 2, x: 6900 },
    { top: 1, bottom: 2, x: 8000 },
    { top: 1, bottom: 128, x: 260 },
    { top: 15, bottom: 16, x: 11_600 },
  ])('has the exact upper tail at $x for $top/$bottom', ({ top, bottom, x }) => {
    const exact = exactBinomial(12_000, top, bottom);
    expect(relativeError(upperTail(x, 12_000, top / bottom), exact.upper(x))).toBeLessThan(bound);
  });
});

describe('the edges', () => {
  it('keeps a tail that a complement would lose', () => {
    // P(X >= 1000) of Bin(1000, 1/2) = 2^-1000, far below the distance of two numbers near 1.
    expect(upperTail(1000, 1000, 0.5) / 2 ** -1000).toBeCloseTo(1, 10);
    expect(lowerTail(0, 1000, 0.5) / 2 ** -1000).toBeCloseTo(1, 10);
  });

  it('is certain where it must be', () => {
    expect(lowerTail(-1, 10, 0.3)).toBe(0);
    expect(lowerTail(10, 10, 0.3)).toBe(1);
    expect(upperTail(0, 10, 0.3)).toBe(1);
    expect(upperTail(11, 10, 0.3)).toBe(0);
    expect([
      binomialMass(0, 5, 0),
      binomialMass(1, 5, 0),
      binomialMass(5, 5, 1),
      binomialMass(4, 5, 1),
    ]).toEqual([1, 0, 1, 0]);
    expect([upperTail(1, 5, 0), lowerTail(4, 5, 1), upperTail(5, 5, 1)]).toEqual([0, 0, 1]);
  });

  it('sums to 1', () => {
    const masses = Array.from({ length: 501 }, (_, x) => binomialMass(x, 500, 0.37));
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
  });
});
