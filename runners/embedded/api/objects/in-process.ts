import { apiVersionOf, type Served } from '../registry/resource.ts';
import { notFound } from '../status/error.ts';
import type { ObjectStore, ResourceId, StoredObject, StoreDeleteOptions, StoreEvent } from '../store.ts';
import type { Core } from './core.ts';
import { createObject } from './create.ts';
import { decode } from './decode.ts';
import { removeNow, removeObject } from './remove.ts';
import { updateObject } from './update.ts';

/** The store as the controllers and nodes of the same process use it: in the version that objects are stored in. */
export class InProcessStore implements ObjectStore {
  readonly #core: Core;
  readonly #manager: string;

  /** @param manager the name that the fields it writes are owned under */
  constructor(core: Core, manager: string) {
    this.#core = core;
    this.#manager = manager;
  }

  get(resource: ResourceId, namespace: string, name: string): StoredObject | undefined {
    return this.#core.storage.table(resource).get(namespace, name);
  }

  list(resource: ResourceId, namespace?: string): readonly StoredObject[] {
    return this.#core.storage.table(resource).list(namespace);
  }

  create(resource: ResourceId, object: Record<string, unknown>): Promise<StoredObject> {
    return settled(() => {
      const served = this.#served(resource);
      const { draft } = decode(served, object, 'Strict');
      const namespace = served.type.namespaced ? (draft.metadata.namespace ?? 'default') : '';
      return createObject(this.#core, { served, namespace }, draft, {
        manager: this.#manager,
        dryRun: false,
      });
    });
  }

  modify(
    resource: ResourceId,
    namespace: string,
    name: string,
    change: (current: StoredObject) => Record<string, unknown> | undefined,
    subresource?: 'status',
  ): Promise<StoredObject | undefined> {
    return settled(() => {
      const served = this.#served(resource);
      const old = this.get(resource, namespace, name);
      const changed = old === undefined ? undefined : change(old);
      if (old === undefined || changed === undefined) return old;
      const { draft } = decode(served, { ...changed, apiVersion: apiVersionOf(served) }, 'Strict');
      Object.assign(draft.metadata, { name, resourceVersion: old.metadata.resourceVersion });
      return updateObject(this.#core, { served, namespace }, old, draft, {
        manager: this.#manager,
        dryRun: false,
        subresource,
        patched: true,
      });
    });
  }

  delete(
    resource: ResourceId,
    namespace: string,
    name: string,
    options: StoreDeleteOptions = {},
  ): Promise<void> {
    return settled(() => {
      const { type } = this.#served(resource);
      const found = this.get(resource, namespace, name);
      if (found !== undefined) removeObject(this.#core, type, found, { ...removeNow, ...options });
    });
  }

  watch(resource: ResourceId, listener: (event: StoreEvent) => void): () => void {
    for (const object of this.list(resource)) listener({ type: 'ADDED', object });
    return this.#core.storage.listen(resource, ({ type, object }) => listener({ type, object }));
  }

  #served(resource: ResourceId): Served {
    const type = this.#core.registry.type(resource);
    if (type === undefined)
      throw notFound({ group: '', resource: 'resources' }, `${resource.resource}.${resource.group}`);
    return { type, version: type.storage };
  }
}

const settled = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
