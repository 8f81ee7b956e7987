/**
 * The binomial distribution, exact into the far tails: the ground that every share verdict stands on.
 *
 * Probabilities come from the saddle-point form of the mass (C. Loader, "Fast and Accurate Computation of Binomial
 * Probabilities", 2000), which splits ln n! into Stirling's formula and its small error and so never subtracts two large
 * logarithms. Tails are summed outward from their own end; `1 - cdf` is used only where the answer is near 1. Relative
 * error is below 1e-10 for n <= 12000 down to 1e-300 (binomial.test.ts holds it to BigInt fractions).
 */

/** Exact up to here, a series from here on. */
const seriesFrom = 16;

const factorials: readonly number[] = Array.from({ length: seriesFrom }, (_, n) =>
  Array.from({ length: n }, (_factor, i) => i + 1).reduce((product, factor) => product * factor, 1),
);

/** ln n! - ((n + 1/2) ln n - n + ln(2 pi)/2): the error of Stirling's formula, for whole n >= 1. */
function stirlingError(n: number): number {
  if (n < seriesFrom) {
    return Math.log(factorials[n] ?? 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  }
  const s = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / s) / s) / s) / s) / n;
}

/** x ln(x/m) + m - x for x, m > 0: how far a count x lies from its mean m, in nats; no cancellation where x is near m. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let power = 2 * x * v;
  let sum = (x - m) * v;
  for (let odd = 3; ; odd += 2) {
    power *= v * v;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/** P(X = x) for X ~ Bin(n, p). */
export function binomialMass(x: number, n: number, p: number): number {
  if (x < 0 || x > n) return 0;
  if (p <= 0) return x === 0 ? 1 : 0;
  if (p >= 1) return x === n ? 1 : 0;
  if (x === 0) return Math.exp(n * Math.log1p(-p));
  if (x === n) return Math.exp(n * Math.log(p));
  const rest = n - x;
  const exponent =
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(rest) -
    deviance(x, n * p) -
    deviance(rest, n * (1 - p));
  return Math.sqrt(n / (2 * Math.PI * x * rest)) * Math.exp(exponent);
}

/** P(X <= x) for X ~ Bin(n, p). */
export function lowerTail(x: number, n: number, p: number): number {
  if (x < 0) return 0;
  if (x >= n) return 1;
  return x < n * p ? sumDownFrom(x, n, p) : 1 - sumDownFrom(n - x - 1, n, 1 - p);
}

/** P(X >= x) for X ~ Bin(n, p): the lower tail of the misses, with `miss` = 1 - p where the caller has it more exactly. */
export function upperTail(x: number, n: number, p: number, miss: number = 1 - p): number {
  return lowerTail(n - x, n, miss);
}

/** Sum of the masses of x, x-1, ..., 0 for x below the mean, each from the one before: P(k-1) = P(k) k/(n-k+1) (1-p)/p. */
function sumDownFrom(x: number, n: number, p: number): number {
  const odds = (1 - p) / p;
  let term = binomialMass(x, n, p);
  let sum = term;
  for (let k = x; k > 0 && term > sum * Number.EPSILON * 1e-2; k -= 1) {
    term *= (k * odds) / (n - k + 1);
    sum += term;
  }
  return sum;
}
