import { timestamp, type ClusterEnvironment } from '../controllers/environment.ts';
import type { StoredObject } from '../api/store.ts';
import { resources } from '../controllers/objects/index.ts';
import { randomSuffix } from '../controllers/template-hash.ts';

export interface Warning {
  readonly reason: string;
  readonly message: string;
  /** Who warns. */
  readonly component: string;
  /** Name of the node where that is. */
  readonly host: string;
}

/** Writes warnings about objects as Kubernetes Events, where `kubectl describe` shows them. */
export class EventRecorder {
  readonly #environment: ClusterEnvironment;

  constructor(environment: ClusterEnvironment) {
    this.#environment = environment;
  }

  warn(object: StoredObject, event: Warning): void {
    const { store, date, random } = this.#environment;
    const { kind, apiVersion } = object;
    const { name, namespace = '', uid, resourceVersion } = object.metadata;
    const { reason, message, ...source } = event;
    const now = timestamp(date());
    store
      .create(resources.events, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${randomSuffix(random, 10)}`, namespace },
        involvedObject: { apiVersion, kind, name, namespace, uid, resourceVersion },
        type: 'Warning',
        reason,
        message,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
        source,
      })
      // A namespace that is being deleted takes no events, and then nobody reads them.
      .catch(() => undefined);
  }
}
