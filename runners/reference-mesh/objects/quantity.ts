const shape = /^\+?([0-9]*)(?:\.([0-9]*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,2}))?$/;

const thousandths: Readonly<Record<string, readonly [numerator: bigint, denominator: bigint]>> = {
  n: [1n, 1_000_000n],
  u: [1n, 1_000n],
  m: [1n, 1n],
  k: [10n ** 6n, 1n],
  M: [10n ** 9n, 1n],
  G: [10n ** 12n, 1n],
  T: [10n ** 15n, 1n],
  P: [10n ** 18n, 1n],
  E: [10n ** 21n, 1n],
  Ki: [1000n * 2n ** 10n, 1n],
  Mi: [1000n * 2n ** 20n, 1n],
  Gi: [1000n * 2n ** 30n, 1n],
  Ti: [1000n * 2n ** 40n, 1n],
  Pi: [1000n * 2n ** 50n, 1n],
  Ei: [1000n * 2n ** 60n, 1n],
};

/**
 * A Kubernetes quantity in thousandths, exactly: `1` is 1000, `500m` is 500. Parts of a thousandth are rounded up, as
 * Kubernetes does. Negative quantities and what is no quantity at all give undefined; huge ones the largest safe integer.
 */
export function milliOfQuantity(quantity: string): number | undefined {
  const parts = shape.exec(quantity.trim());
  if (parts === null) return undefined;
  const [, integer = '', fraction = '', suffix, exponent] = parts;
  if (integer === '' && fraction === '') return undefined;
  let [numerator, denominator] = suffix === undefined ? [1000n, 1n] : (thousandths[suffix] ?? [1000n, 1n]);
  const power = Number(exponent ?? '0');
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  denominator *= 10n ** BigInt(fraction.length);
  const value = BigInt(integer + fraction) * numerator;
  const milli = (value + denominator - 1n) / denominator;
  return milli > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(milli);
}
