import type { StoredObject } from '../store.ts';

/** One change of one object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  /** As it is after the change; for DELETED as it last was, with the revision of its deletion. */
  readonly object: StoredObject;
  /** As it was before; undefined for ADDED. */
  readonly previous: StoredObject | undefined;
}

/** The last changes of one resource, for watches that start in the past. */
export class History {
  readonly #capacity: number;
  #changes: Change[] = [];
  /** Changes up to this revision have been forgotten. */
  #forgotten: number;

  constructor(capacity: number, since: number) {
    this.#capacity = capacity;
    this.#forgotten = since;
  }

  add(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length <= 2 * this.#capacity) return;
    const dropped = this.#changes.length - this.#capacity;
    this.#forgotten = this.#changes[dropped - 1]?.revision ?? this.#forgotten;
    this.#changes = this.#changes.slice(dropped);
  }

  get oldest(): number {
    return this.#forgotten;
  }

  /** Changes after a revision, or undefined when some of them have been forgotten. */
  since(revision: number): readonly Change[] | undefined {
    if (revision < this.#forgotten) return undefined;
    let from = this.#changes.length;
    while (from > 0 && (this.#changes[from - 1]?.revision ?? 0) > revision) from -= 1;
    return this.#changes.slice(from);
  }
}
