import { timestamp, type ClusterEnvironment } from '../controllers/environment.ts';
import { resources, type Pod } from '../controllers/objects.ts';
import { randomSuffix } from '../controllers/template-hash.ts';

/** Writes warnings about pods as Kubernetes Events, where `kubectl describe` shows them. */
export class EventRecorder {
  readonly #environment: ClusterEnvironment;

  constructor(environment: ClusterEnvironment) {
    this.#environment = environment;
  }

  warn(pod: Pod, reason: string, message: string): void {
    const { store, date, random } = this.#environment;
    const { name, namespace = '', uid, resourceVersion } = pod.metadata;
    const now = timestamp(date());
    store
      .create(resources.events, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${randomSuffix(random, 10)}`, namespace },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid, resourceVersion },
        type: 'Warning',
        reason,
        message,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
        source: { component: 'kubelet', host: pod.spec.nodeName ?? '' },
      })
      // A namespace that is being deleted takes no events, and then nobody reads them.
      .catch(() => undefined);
  }
}
