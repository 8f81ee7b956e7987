import { randomUUID } from 'node:crypto';
import type {
  ObjectMeta,
  ObjectStore,
  ResourceId,
  StoredObject,
  StoreDeleteOptions,
  StoreEvent,
} from '../api/store.ts';
import { keyOf, type Pod } from '../controllers/objects.ts';

type Listener = (event: StoreEvent) => void;

/** An object store in memory without defaults, validation, garbage collection or namespaces' life: for unit tests. */
export class FakeStore implements ObjectStore {
  readonly #shelves = new Map<string, Map<string, StoredObject>>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #revision = 0;

  get(resource: ResourceId, namespace: string, name: string): StoredObject | undefined {
    return this.#shelf(resource).get(`${namespace}/${name}`);
  }

  list(resource: ResourceId, namespace?: string): readonly StoredObject[] {
    return [...this.#shelf(resource).values()].filter(
      (object) => namespace === undefined || object.metadata.namespace === namespace,
    );
  }

  async create(resource: ResourceId, object: Record<string, unknown>): Promise<StoredObject> {
    await Promise.resolve();
    const metadata = object['metadata'] as Partial<ObjectMeta>;
    const stored = {
      ...object,
      metadata: {
        ...metadata,
        name: metadata.name ?? '',
        uid: randomUUID(),
        generation: 1,
        creationTimestamp: new Date().toISOString(),
        resourceVersion: this.#next(),
      },
    } as unknown as StoredObject;
    if (this.#shelf(resource).has(keyOf(stored.metadata)))
      throw Object.assign(new Error('exists'), { code: 409 });
    return this.#write(resource, stored, 'ADDED');
  }

  async modify(
    resource: ResourceId,
    namespace: string,
    name: string,
    change: (current: StoredObject) => Record<string, unknown> | undefined,
    subresource?: 'status',
  ): Promise<StoredObject | undefined> {
    await Promise.resolve();
    const current = this.get(resource, namespace, name);
    if (current === undefined) return undefined;
    const next = change(current) as StoredObject | undefined;
    if (next === undefined) return current;
    const changed = subresource === 'status' ? { ...current, status: next['status'] } : next;
    const moved = JSON.stringify(changed['spec']) !== JSON.stringify(current['spec']);
    const generation = (current.metadata.generation ?? 1) + (moved ? 1 : 0);
    const metadata = { ...changed.metadata, generation, resourceVersion: this.#next() };
    return this.#write(resource, { ...changed, metadata }, 'MODIFIED');
  }

  async delete(
    resource: ResourceId,
    namespace: string,
    name: string,
    options?: StoreDeleteOptions,
  ): Promise<void> {
    await Promise.resolve();
    const current = this.get(resource, namespace, name);
    if (current === undefined) return;
    const onNode = resource.resource === 'pods' && (current as Pod).spec.nodeName !== undefined;
    if (onNode && options?.gracePeriodSeconds !== 0) {
      if (current.metadata.deletionTimestamp !== undefined) return;
      const metadata = { ...current.metadata, deletionTimestamp: new Date().toISOString() };
      this.#write(resource, { ...current, metadata }, 'MODIFIED');
      return;
    }
    this.#shelf(resource).delete(keyOf(current.metadata));
    this.#tell(resource, { type: 'DELETED', object: current });
  }

  watch(resource: ResourceId, listener: Listener): () => void {
    for (const object of this.list(resource)) listener({ type: 'ADDED', object });
    const listeners = this.#listeners.get(key(resource)) ?? new Set();
    this.#listeners.set(key(resource), listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #write(resource: ResourceId, object: StoredObject, type: StoreEvent['type']): StoredObject {
    this.#shelf(resource).set(keyOf(object.metadata), object);
    this.#tell(resource, { type, object });
    return object;
  }

  #tell(resource: ResourceId, event: StoreEvent): void {
    for (const listener of this.#listeners.get(key(resource)) ?? []) listener(event);
  }

  #shelf(resource: ResourceId): Map<string, StoredObject> {
    const shelf = this.#shelves.get(key(resource)) ?? new Map<string, StoredObject>();
    this.#shelves.set(key(resource), shelf);
    return shelf;
  }

  #next(): string {
    this.#revision += 1;
    return String(this.#revision);
  }
}

function key(resource: ResourceId): string {
  return `${resource.group}/${resource.resource}`;
}

/** Resolves with the first defined answer of `look`, asked again after every event of `resource`. */
export function eventually<Answer>(
  store: ObjectStore,
  resource: ResourceId,
  look: () => Answer | undefined,
): Promise<Answer> {
  return new Promise((resolve) => {
    const watching: { end?: () => void; over: boolean } = { over: false };
    const check = () => {
      const answer = watching.over ? undefined : look();
      if (answer === undefined) return;
      watching.over = true;
      watching.end?.();
      resolve(answer);
    };
    watching.end = store.watch(resource, check);
    check();
    if (watching.over) watching.end();
  });
}
