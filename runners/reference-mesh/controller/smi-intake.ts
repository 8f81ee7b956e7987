import type { ApiClient } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import { list, object, text, type Json } from '../objects/fields.ts';
import { writtenVersion } from '../objects/written-version.ts';
import { identified } from '../objects/fields.ts';
import type { ControlState } from './state.ts';
import { smiResources, type SmiResource } from './smi-kinds.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export interface IntakeOptions {
  readonly client: ApiClient;
  readonly state: ControlState;
  readonly signal: AbortSignal;
  readonly onTrouble: (error: Error) => void;
}

/**
 * Follows the SMI kinds of the cluster in every version that their CRDs serve, and takes each object from the stream of the
 * version that it was written in. CRDs may come, change and go at any time. Resolves when all has been read once.
 */
export async function takeInSmi(options: IntakeOptions): Promise<void> {
  const kinds = new Map<string, KindIntake>(
    smiResources.map((resource) => [resource.crd, new KindIntake(options, resource)]),
  );
  await new Promise<void>((resolve) => {
    const update = (source: Json, versions: readonly string[]): void => {
      kinds.get(identified(source).name)?.serve(versions);
    };
    void follow(
      options.client,
      definitions,
      {
        onObject: (source) => update(source, servedVersions(source)),
        onGone: (source) => update(source, []),
        onListed: () => resolve(),
        onTrouble: options.onTrouble,
      },
      options.signal,
    );
  });
  await Promise.all([...kinds.values()].map((kind) => kind.listed()));
}

function servedVersions(definition: Json): readonly string[] {
  return list(object(definition['spec'])['versions'])
    .filter((version) => version['served'] === true)
    .flatMap((version) => text(version['name']) ?? []);
}

/** One kind: a stream for each served version, and the version that each object was taken in. */
class KindIntake {
  readonly #options: IntakeOptions;
  readonly #resource: SmiResource;
  /** By `namespace/name`. */
  readonly #takenIn = new Map<
    string,
    { readonly version: string; readonly namespace: string; readonly name: string }
  >();
  #served: readonly string[] = [];
  #streams = new AbortController();
  #listed: Promise<unknown> = Promise.resolve();

  constructor(options: IntakeOptions, resource: SmiResource) {
    this.#options = options;
    this.#resource = resource;
  }

  listed(): Promise<unknown> {
    return this.#listed;
  }

  serve(versions: readonly string[]): void {
    const sorted = [...versions].sort();
    if (sorted.join() === this.#served.join()) return;
    this.#served = sorted;
    this.#streams.abort();
    this.#streams = new AbortController();
    for (const { namespace, name } of [...this.#takenIn.values()]) this.#remove(namespace, name);
    this.#listed = Promise.all(sorted.map((version) => this.#follow(version, this.#streams.signal)));
  }

  #follow(version: string, streams: AbortSignal): Promise<void> {
    const { client, signal, onTrouble } = this.#options;
    const [plural = '', ...group] = this.#resource.crd.split('.');
    const path = `/apis/${group.join('.')}/${version}/${plural}`;
    return new Promise((resolve) => {
      const follower = {
        onObject: (source: Json) => this.#take(source, version),
        onGone: (source: Json) => this.#drop(source, version),
        onListed: () => resolve(),
        onTrouble,
      };
      void follow(client, path, follower, AbortSignal.any([signal, streams])).then(resolve);
    });
  }

  #take(source: Json, version: string): void {
    const written = writtenVersion(source);
    // A version that is served no more, or no managed fields at all: the newest served one has to do.
    const right = written !== undefined && this.#served.includes(written) ? written : this.#served.at(-1);
    if (right !== version) return;
    const { namespace, name } = identified(source);
    this.#takenIn.set(`${namespace}/${name}`, { version, namespace, name });
    this.#options.state.setSmi(this.#resource.table, namespace, name, this.#resource.read(source, version));
  }

  /** The streams are not in step: only the one that an object was taken from may say that it is gone. */
  #drop(source: Json, version: string): void {
    const { namespace, name } = identified(source);
    if (this.#takenIn.get(`${namespace}/${name}`)?.version === version) this.#remove(namespace, name);
  }

  #remove(namespace: string, name: string): void {
    this.#takenIn.delete(`${namespace}/${name}`);
    this.#options.state.setSmi(this.#resource.table, namespace, name, undefined);
  }
}
