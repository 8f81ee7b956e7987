import type { FieldRef, Pod } from '../controllers/objects/index.ts';

/** Where a pod runs: what the downward API knows beside the pod itself. */
export interface PodPlace {
  readonly podIP: string;
  readonly hostIP: string;
}

/** A field of the downward API as text. Throws a `PodConfigError` for a field that it does not have. */
export function fieldValue(pod: Pod, { fieldPath }: FieldRef, place: PodPlace): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (keyed !== null) {
    const [, map, key = ''] = keyed;
    return (map === 'labels' ? metadata.labels : metadata.annotations)?.[key] ?? '';
  }
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return lines(metadata.labels);
    case 'metadata.annotations':
      return lines(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'status.podIP':
    case 'status.podIPs':
      return place.podIP;
    case 'status.hostIP':
    case 'status.hostIPs':
      return place.hostIP;
    default:
      throw new PodConfigError(`The downward API has no field "${fieldPath}".`);
  }
}

function lines(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** Something that a container needs is not there yet, or never will be; the pod waits and says so in its status. */
export class PodConfigError extends Error {
  override readonly name = 'PodConfigError';
}
