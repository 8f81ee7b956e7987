/** Exact binomial arithmetic on whole numbers, to hold the floating-point one to. */

/** A fraction of whole numbers >= 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** P(X = x) bottom^n for x = 0..n: whole numbers, each from the one before without a remainder. */
function scaledMasses(n: number, top: number, bottom: number): readonly bigint[] {
  const [hit, miss] = [BigInt(top), BigInt(bottom - top)];
  const masses = [miss ** BigInt(n)];
  for (let x = 0; x < n; x += 1) {
    masses.push(((masses[x] ?? 0n) * BigInt(n - x) * hit) / (BigInt(x + 1) * miss));
  }
  return masses;
}

/** All masses and tails of Bin(n, top/bottom). */
export function exactBinomial(
  n: number,
  top: number,
  bottom: number,
): {
  readonly mass: (x: number) => Fraction;
  readonly lower: (x: number) => Fraction;
  readonly upper: (x: number) => Fraction;
} {
  const masses = scaledMasses(n, top, bottom);
  const denominator = BigInt(bottom) ** BigInt(n);
  const sum = (part: readonly bigint[]): Fraction => ({
    numerator: part.reduce((total, mass) => total + mass, 0n),
    denominator,
  });
  return {
    mass: (x) => sum(masses.slice(x, x + 1)),
    lower: (x) => sum(masses.slice(0, x + 1)),
    upper: (x) => sum(masses.slice(x)),
  };
}

/** |value / fraction - 1|, reckoned on whole numbers: `value` is an exact fraction of a power of two. */
export function relativeError(value: number, { numerator, denominator }: Fraction): number {
  if (numerator === 0n) return value === 0 ? 0 : Infinity;
  const [mantissa, shift] = binary(value);
  const top = mantissa * denominator;
  const bottom = numerator << BigInt(shift);
  const difference = top > bottom ? top - bottom : bottom - top;
  return Number((difference * 10n ** 18n) / bottom) / 1e18;
}

/** value = mantissa / 2^shift exactly. */
function binary(value: number): readonly [mantissa: bigint, shift: number] {
  let [scaled, shift] = [value, 0];
  while (!Number.isInteger(scaled) || scaled < 2 ** 52) {
    if (scaled === 0 || shift > 1100) break;
    scaled *= 2;
    shift += 1;
  }
  return [BigInt(scaled), shift];
}
