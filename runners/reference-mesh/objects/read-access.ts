import { identified, list, object, stringMap, text, texts, whole, type Json } from './fields.ts';
import type { IdentityBinding, IdentityReference, RouteReference, TrafficTarget } from './model.ts';

/** v1alpha1 has its fields at the root and calls the rules `specs`; `destination.port` ended with v1alpha2. */
export function readTrafficTarget(source: Json, version: string): TrafficTarget {
  const holder = version === 'v1alpha1' ? source : object(source['spec']);
  const destination = object(holder['destination']);
  return {
    kind: 'TrafficTarget',
    ...identified(source),
    destination: readIdentity(destination),
    port: version === 'v1alpha1' || version === 'v1alpha2' ? whole(destination['port']) : undefined,
    sources: list(holder['sources']).map(readIdentity),
    rules: list(holder[version === 'v1alpha1' ? 'specs' : 'rules']).map(readRule),
  };
}

function readIdentity(source: Json): IdentityReference {
  return {
    kind: text(source['kind']) ?? '',
    name: text(source['name']) ?? '',
    namespace: text(source['namespace']),
  };
}

function readRule(source: Json): RouteReference {
  return {
    kind: text(source['kind']) ?? '',
    name: text(source['name']) ?? '',
    matches: texts(source['matches']),
    ...(Array.isArray(source['matches']) && source['matches'].length === 0 ? { emptyMatches: true } : {}),
  };
}

export function readIdentityBinding(source: Json): IdentityBinding {
  const schemes = object(object(source['spec'])['schemes']);
  const labels = stringMap(object(schemes['podLabelSelector'])['matchLabels']);
  return {
    kind: 'IdentityBinding',
    ...identified(source),
    // An empty selector would mean everybody: the kind asks for at least one label.
    podLabels: Object.keys(labels).length === 0 ? undefined : labels,
    spiffeIdentities: texts(schemes['spiffeIdentities']),
    serviceAccount: text(schemes['serviceAccount']),
  };
}
