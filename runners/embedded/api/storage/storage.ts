import { typeKey } from '../registry/registry.ts';
import type { ResourceId, StoredObject } from '../store.ts';
import { History, type Change } from './history.ts';
import { Table } from './table.ts';

export type Listener = (change: Change) => void;

interface Shelf {
  readonly table: Table;
  readonly history: History;
  readonly listeners: Set<Listener>;
}

const historyCapacity = 2_000;

/**
 * All objects, their revision counter and who wants to know of changes. Nothing is checked here. Every method is
 * synchronous, so what happens between two awaits is one transaction.
 */
export class Storage {
  readonly #shelves = new Map<string, Shelf>();
  readonly #pending: [Shelf, Change][] = [];
  readonly #everywhere = new Set<(id: ResourceId, change: Change) => void>();
  #revision = 1;
  #delivering = false;

  /** The revision of the last change. */
  get revision(): number {
    return this.#revision;
  }

  table(id: ResourceId): Table {
    return this.#shelf(id).table;
  }

  history(id: ResourceId): History {
    return this.#shelf(id).history;
  }

  /** Writes an object; `build` is given the revision that it gets. */
  write(
    id: ResourceId,
    previous: StoredObject | undefined,
    build: (resourceVersion: string) => StoredObject,
  ): StoredObject {
    const revision = ++this.#revision;
    const object = build(String(revision));
    this.table(id).set(object);
    this.#publish(id, { type: previous === undefined ? 'ADDED' : 'MODIFIED', revision, object, previous });
    return object;
  }

  remove(id: ResourceId, previous: StoredObject): StoredObject {
    const revision = ++this.#revision;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
    this.table(id).delete(previous);
    this.#publish(id, { type: 'DELETED', revision, object, previous });
    return object;
  }

  /** Every later change, in order. */
  listen(id: ResourceId, listener: Listener): () => void {
    const { listeners } = this.#shelf(id);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Every later change of every resource, before the listeners of that resource. */
  listenEverywhere(listener: (id: ResourceId, change: Change) => void): void {
    this.#everywhere.add(listener);
  }

  /** Ends the listening of everybody. */
  close(): void {
    this.#everywhere.clear();
    for (const { listeners } of this.#shelves.values()) listeners.clear();
  }

  #publish(id: ResourceId, change: Change): void {
    const shelf = this.#shelf(id);
    shelf.history.add(change);
    for (const listener of this.#everywhere) listener(id, change);
    this.#pending.push([shelf, change]);
    this.#deliver();
  }

  /** A listener may write: the changes that it makes are told after the present one has been told to all. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
        const [{ listeners }, change] = next;
        for (const listener of listeners) listener(change);
      }
    } finally {
      this.#delivering = false;
    }
  }

  #shelf(id: ResourceId): Shelf {
    const key = typeKey(id);
    let shelf = this.#shelves.get(key);
    if (shelf === undefined) {
      shelf = {
        table: new Table(),
        history: new History(historyCapacity, this.#revision),
        listeners: new Set(),
      };
      this.#shelves.set(key, shelf);
    }
    return shelf;
  }
}
