import type { Backends, ServiceName } from '../context.ts';

/** Weights in their common unit, thousandths when one of them is a quantity such as `500m`. */
export function wholeWeights(backends: Backends): ReadonlyMap<ServiceName, number> {
  return new Map(
    Object.entries(backends).map(([service, weight]) => [service as ServiceName, thousandths(weight)]),
  );
}

const units: Readonly<Record<string, number>> = { m: 1, '': 1000, k: 1_000_000 };

function thousandths(weight: number | string): number {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)([mk]?)$/.exec(String(weight)) ?? [];
  const whole = Math.round(Number(amount) * (units[suffix] ?? 0));
  if (!Number.isSafeInteger(whole))
    throw new TypeError(`Wanted a weight, or a quantity as it is, in m or in k, got "${weight}".`);
  return whole;
}
