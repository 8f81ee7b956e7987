import { identified, list, object, text, type Json } from './fields.ts';
import type { TrafficSplit } from './model.ts';

/** Reads a TrafficSplit that was written in `version`. Backends without a name or weight are left out: there is no default weight. */
export function readTrafficSplit(source: Json, version: string): TrafficSplit {
  const spec = object(source['spec']);
  const quantity = version === 'v1alpha1';
  return {
    kind: 'TrafficSplit',
    apiVersion: text(source['apiVersion']) ?? `split.smi-spec.io/${version}`,
    ...identified(source),
    service: text(spec['service']) ?? '',
    backends: list(spec['backends']).flatMap((backend) => {
      const service = text(backend['service']);
      const raw = backend['weight'];
      if (service === undefined || (typeof raw !== 'number' && typeof raw !== 'string')) return [];
      return [{ service, weight: { raw, quantity } }];
    }),
    listsConditions: hasMatches(version) && Array.isArray(spec['matches']),
    groups: hasMatches(version) ? list(spec['matches']).flatMap((match) => groupName(match)) : [],
  };
}

function hasMatches(version: string): boolean {
  return version !== 'v1alpha1' && version !== 'v1alpha2';
}

function groupName(match: Json): readonly string[] {
  const name = text(match['name']);
  return match['kind'] === 'HTTPRouteGroup' && name !== undefined ? [name] : [];
}
