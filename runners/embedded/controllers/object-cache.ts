import type { ObjectStore, ResourceId, StoreEvent, StoredObject } from '../api/store.ts';
import { keyOf } from './objects/index.ts';

export type CacheListener<Kind> = (type: StoreEvent['type'], object: Kind, before: Kind | undefined) => void;

/** What exists of one resource, kept up to date by a watch, by key and by namespace. */
export class ObjectCache<Kind extends StoredObject> {
  readonly #store: ObjectStore;
  readonly #resource: ResourceId;
  readonly #objects = new Map<string, Kind>();
  readonly #byNamespace = new Map<string, Map<string, Kind>>();
  #unsubscribe: () => void = () => undefined;

  constructor(store: ObjectStore, resource: ResourceId) {
    this.#store = store;
    this.#resource = resource;
  }

  /** Takes in what exists and what comes. `listener` is called after each event, with the object as it was before. */
  start(listener: CacheListener<Kind>): void {
    this.#unsubscribe = this.#store.watch(this.#resource, (event) => {
      const object = event.object as Kind;
      const before = this.#objects.get(keyOf(object.metadata));
      if (event.type === 'DELETED') this.#forget(object);
      else this.#keep(object);
      listener(event.type, object, before);
    });
  }

  get(key: string): Kind | undefined {
    return this.#objects.get(key);
  }

  all(): Iterable<Kind> {
    return this.#objects.values();
  }

  inNamespace(namespace: string): readonly Kind[] {
    return [...(this.#byNamespace.get(namespace)?.values() ?? [])];
  }

  close(): void {
    this.#unsubscribe();
  }

  #keep(object: Kind): void {
    const { namespace = '', name } = object.metadata;
    this.#objects.set(keyOf(object.metadata), object);
    const siblings = this.#byNamespace.get(namespace) ?? new Map<string, Kind>();
    siblings.set(name, object);
    this.#byNamespace.set(namespace, siblings);
  }

  #forget(object: Kind): void {
    const { namespace = '', name } = object.metadata;
    this.#objects.delete(keyOf(object.metadata));
    const siblings = this.#byNamespace.get(namespace);
    siblings?.delete(name);
    if (siblings?.size === 0) this.#byNamespace.delete(namespace);
  }
}
