import type { StoredObject } from '../store.ts';

/** The objects of one resource, by namespace and name. Cluster-wide objects have the namespace `''`. */
export class Table {
  readonly #namespaces = new Map<string, Map<string, StoredObject>>();
  readonly #sorted = new Map<string, readonly StoredObject[]>();

  get(namespace: string, name: string): StoredObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  set(object: StoredObject): void {
    const namespace = object.metadata.namespace ?? '';
    let names = this.#namespaces.get(namespace);
    if (names === undefined) {
      names = new Map();
      this.#namespaces.set(namespace, names);
    }
    names.set(object.metadata.name, object);
    this.#sorted.delete(namespace);
    this.#sorted.delete('*');
  }

  delete(object: StoredObject): void {
    const namespace = object.metadata.namespace ?? '';
    const names = this.#namespaces.get(namespace);
    names?.delete(object.metadata.name);
    if (names?.size === 0) this.#namespaces.delete(namespace);
    this.#sorted.delete(namespace);
    this.#sorted.delete('*');
  }

  /** Objects of one namespace, or of all, in the order that the Kubernetes API lists them in. */
  list(namespace?: string): readonly StoredObject[] {
    const key = namespace ?? '*';
    let sorted = this.#sorted.get(key);
    if (sorted === undefined) {
      sorted = this.#collect(namespace).sort((a, b) => (listKey(a) < listKey(b) ? -1 : 1));
      this.#sorted.set(key, sorted);
    }
    return sorted;
  }

  #collect(namespace: string | undefined): StoredObject[] {
    if (namespace !== undefined) return [...(this.#namespaces.get(namespace)?.values() ?? [])];
    return [...this.#namespaces.values()].flatMap((names) => [...names.values()]);
  }
}

/** What lists are sorted and continued by. */
export const listKey = ({ metadata }: StoredObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
