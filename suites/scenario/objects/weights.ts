import type { Backends, ServiceName } from '../context.ts';

/** Weights in their common unit, thousandths when one of them is a quantity such as `500m`. */
export function wholeWeights(backends: Backends): ReadonlyMap<ServiceName, number> {
  return new Map(
    Object.entries(backends).map(([service, weight]) => [service as ServiceName, thousandths(weight)]),
  );
}

function thousandths(weight: number | string): number {
  const match = /^(\d+)(m?)$/.exec(String(weight));
  if (match === null) throw new TypeError(`Wanted a whole weight or a quantity in m, got "${weight}".`);
  return Number(match[1]) * (match[2] === 'm' ? 1 : 1000);
}
