import type { ObjectStore } from '../api/store.ts';
import { resources } from '../controllers/objects/index.ts';

/** Wakes pods that wait for a ConfigMap or Secret. */
export class ConfigChanges {
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(store: ObjectStore) {
    this.#unsubscribe = [resources.configMaps, resources.secrets].map((resource) =>
      store.watch(resource, ({ object }) => {
        const namespace = object.metadata.namespace ?? '';
        const waiting = this.#waiting.get(namespace);
        this.#waiting.delete(namespace);
        for (const wake of waiting ?? []) wake();
      }),
    );
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** Resolves at the next change in the namespace, or when `signal` is aborted. */
  next(namespace: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(namespace) ?? new Set();
      this.#waiting.set(namespace, waiting);
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake);
    });
  }
}
