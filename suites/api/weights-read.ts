import { isRecord } from '../../fixtures/kubernetes/index.ts';

/**
 * Backends of a TrafficSplit as the API server gave it, with their shares in percent: `website-v1 33.3, website-v2 66.7`. A
 * weight that is no number and no plain quantity is shown as it is.
 */
export function shareInWords(split: Readonly<Record<string, unknown>>): string {
  const spec = isRecord(split['spec']) ? split['spec'] : {};
  const backends = Array.isArray(spec['backends']) ? spec['backends'].filter(isRecord) : [];
  const weights = backends.map(({ weight }) => amountOf(weight));
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  return backends
    .map(({ service, weight }, index) => {
      const amount = weights[index];
      const share = amount === undefined || sum === 0 ? String(weight) : ((100 * amount) / sum).toFixed(1);
      return `${String(service)} ${share}`;
    })
    .join(', ');
}

/** A whole number, or a quantity with or without the suffix for thousandths. */
function amountOf(weight: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(weight));
  if (match === null) return undefined;
  return Number(match[1]) / (match[2] === 'm' ? 1000 : 1);
}
