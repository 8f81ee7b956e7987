import type { Labels } from './objects/index.ts';

/** Equality selector of a Service; an empty one selects nothing, as a Service without a selector does. */
export function matchesLabels(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}
