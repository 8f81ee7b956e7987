import path from 'node:path';
import type { ObjectStore, ResourceId } from '../api/store.ts';
import {
  resources,
  type Container,
  type DownwardFile,
  type KeyToPath,
  type Pod,
  type ProjectedSource,
  type Volume,
} from '../controllers/objects/index.ts';
import { fieldValue, PodConfigError, type PodPlace } from './pod-fields.ts';

/** What the cluster signs for its pods. */
export interface ClusterIdentity {
  /** PEM of the API server's certificate authority. */
  readonly caCertificate: string;
  /** A token that the API server takes as the service account's, or knows to be for another audience. */
  readonly serviceAccountToken: (pod: Pod, audience?: string) => Promise<string> | string;
}

const tokenFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The API server's certificate authority, in every namespace of a cluster. */
const caConfigMap = 'kube-root-ca.crt';

type ReadFile = () => Promise<string> | string;
/** By path within the volume. */
type Files = Map<string, ReadFile>;

/** The files of a pod's volumes as they are now: a changed ConfigMap is seen at once. */
export class PodFiles {
  readonly #store: ObjectStore;
  readonly #identity: ClusterIdentity;
  readonly #place: PodPlace;

  constructor(store: ObjectStore, identity: ClusterIdentity, place: PodPlace) {
    this.#store = store;
    this.#identity = identity;
    this.#place = place;
  }

  /** Throws a `PodConfigError` when a volume cannot be mounted yet. */
  check(pod: Pod): void {
    for (const volume of pod.spec.volumes ?? []) this.#files(pod, volume);
  }

  /** Rejects with `code: 'ENOENT'` when the container has no such file. */
  async read(pod: Pod, container: Container, file: string): Promise<string> {
    const wanted = path.posix.normalize(file);
    const mounts = [...(container.volumeMounts ?? [])].sort(
      (a, b) => b.mountPath.length - a.mountPath.length,
    );
    for (const mount of mounts) {
      const inside = within(mount.mountPath, wanted);
      const volume = pod.spec.volumes?.find((candidate) => candidate.name === mount.name);
      if (inside === undefined || volume === undefined) continue;
      return this.#read(pod, volume, path.posix.join(mount.subPath ?? '', inside), file);
    }
    const inside = within(tokenFolder, wanted);
    if (inside !== undefined && pod.spec.automountServiceAccountToken !== false) {
      return this.#serviceAccountFile(pod, inside, file);
    }
    throw noSuchFile(file);
  }

  /** What every pod finds in the token folder without asking for it. */
  #serviceAccountFile(pod: Pod, inside: string, file: string): Promise<string> | string {
    if (inside === 'token') return this.#identity.serviceAccountToken(pod);
    if (inside === 'ca.crt') return this.#identity.caCertificate;
    if (inside === 'namespace') return pod.metadata.namespace ?? '';
    throw noSuchFile(file);
  }

  async #read(pod: Pod, volume: Volume, inside: string, file: string): Promise<string> {
    const read = this.#files(pod, volume).get(inside);
    if (read === undefined) throw noSuchFile(file);
    return read();
  }

  #files(pod: Pod, volume: Volume): Files {
    if (volume.configMap !== undefined) return this.#projected(pod, { configMap: volume.configMap });
    if (volume.secret !== undefined) {
      const { secretName, ...rest } = volume.secret;
      return this.#projected(pod, { secret: { ...rest, name: secretName } });
    }
    if (volume.downwardAPI !== undefined) return this.#downward(pod, volume.downwardAPI.items);
    if (volume.emptyDir !== undefined) return new Map();
    if (volume.projected !== undefined) {
      const sources = volume.projected.sources ?? [];
      return new Map(sources.flatMap((source) => [...this.#projected(pod, source)]));
    }
    throw new PodConfigError(
      `Volume "${volume.name}" is of a kind (${kindOf(volume)}) that the embedded cluster does not have; use configMap, secret, emptyDir, downwardAPI or projected.`,
    );
  }

  #projected(pod: Pod, source: ProjectedSource): Files {
    if (source.configMap !== undefined) {
      return this.#keys(pod, resources.configMaps, source.configMap);
    }
    if (source.secret !== undefined) return this.#keys(pod, resources.secrets, source.secret);
    if (source.downwardAPI !== undefined) return this.#downward(pod, source.downwardAPI.items);
    if (source.serviceAccountToken !== undefined) {
      const { path: file, audience } = source.serviceAccountToken;
      return new Map([[file, () => this.#identity.serviceAccountToken(pod, audience)]]);
    }
    return new Map();
  }

  #downward(pod: Pod, items: readonly DownwardFile[] = []): Files {
    return new Map(
      items.flatMap(({ path: file, fieldRef }) =>
        fieldRef === undefined ? [] : [[file, () => fieldValue(pod, fieldRef, this.#place)] as const],
      ),
    );
  }

  #keys(
    pod: Pod,
    resource: ResourceId,
    source: { readonly name: string; readonly items?: readonly KeyToPath[]; readonly optional?: boolean },
  ): Files {
    const data = keysOf(this.#store, resource, pod.metadata.namespace ?? '', source.name);
    if (data === undefined) {
      if (source.name === caConfigMap) return new Map([['ca.crt', () => this.#identity.caCertificate]]);
      if (source.optional === true) return new Map();
      throw new PodConfigError(
        `MountVolume.SetUp failed: ${resource.resource === 'secrets' ? 'secret' : 'configmap'} "${source.name}" not found`,
      );
    }
    const items = source.items ?? [...data.keys()].map((key) => ({ key, path: key }));
    return new Map(
      items.flatMap(({ key, path: file }) => {
        const read = data.get(key);
        if (read !== undefined) return [[file, read] as const];
        if (source.optional === true) return [];
        throw new PodConfigError(`MountVolume.SetUp failed: "${source.name}" has no key "${key}"`);
      }),
    );
  }
}

/** The keys of a ConfigMap or Secret with their decoded text; undefined when there is no such object. */
export function keysOf(
  store: ObjectStore,
  resource: ResourceId,
  namespace: string,
  name: string,
): ReadonlyMap<string, () => string> | undefined {
  const object = store.get(resource, namespace, name);
  if (object === undefined) return undefined;
  const plain = Object.entries((object['data'] ?? {}) as Record<string, string>);
  const binary = Object.entries((object['binaryData'] ?? {}) as Record<string, string>);
  const decode = (value: string) => () => Buffer.from(value, 'base64').toString('utf8');
  return new Map([
    ...plain.map(
      ([key, value]) => [key, resource.resource === 'secrets' ? decode(value) : () => value] as const,
    ),
    ...binary.map(([key, value]) => [key, decode(value)] as const),
  ]);
}

function kindOf(volume: Volume): string {
  return Object.keys(volume)
    .filter((field) => field !== 'name')
    .join(', ');
}

function within(folder: string, file: string): string | undefined {
  const base = path.posix.normalize(folder).replace(/\/$/, '');
  if (file === base) return '';
  return file.startsWith(`${base}/`) ? file.slice(base.length + 1) : undefined;
}

function noSuchFile(file: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, open '${file}'`), { code: 'ENOENT' });
}
