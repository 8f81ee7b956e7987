import { isDeepStrictEqual } from 'node:util';
import type { ClusterEnvironment } from './environment.ts';
import { ObjectCache } from './object-cache.ts';
import { controllerOf, isActive, keyOf, resources, type Pod, type ReplicaSet } from './objects/index.ts';
import { inOrderOfDismissal, replicaSetStatus } from './replica-set-plan.ts';
import { randomSuffix } from './template-hash.ts';
import { WorkQueue } from './work-queue.ts';

/** Keeps as many pods of a ReplicaSet as it asks for. */
export class ReplicaSetController {
  readonly #environment: ClusterEnvironment;
  readonly #queue: WorkQueue;
  readonly #replicaSets: ObjectCache<ReplicaSet>;
  readonly #pods: ObjectCache<Pod>;
  readonly #keyByUid = new Map<string, string>();

  constructor(environment: ClusterEnvironment) {
    const { store, clock, onTrouble } = environment;
    this.#environment = environment;
    this.#queue = new WorkQueue({
      name: 'ReplicaSet',
      clock,
      onTrouble,
      reconcile: (key) => this.#reconcile(key),
    });
    this.#replicaSets = new ObjectCache<ReplicaSet>(store, resources.replicaSets);
    this.#pods = new ObjectCache<Pod>(store, resources.pods);
    this.#replicaSets.start((type, set) => {
      const key = keyOf(set.metadata);
      if (type === 'DELETED') this.#keyByUid.delete(set.metadata.uid);
      else this.#keyByUid.set(set.metadata.uid, key);
      this.#queue.add(key);
    });
    this.#pods.start((_type, pod) => {
      const key = this.#keyByUid.get(controllerOf(pod.metadata) ?? '');
      if (key !== undefined) this.#queue.add(key);
    });
  }

  async stop(): Promise<void> {
    this.#replicaSets.close();
    this.#pods.close();
    await this.#queue.stop();
  }

  async #reconcile(key: string): Promise<void> {
    const set = this.#replicaSets.get(key);
    if (set === undefined) return;
    if (set.metadata.deletionTimestamp === undefined) await this.#fit(set);
    await this.#report(set);
  }

  async #fit(set: ReplicaSet): Promise<void> {
    const active = this.#owned(set).filter(isActive);
    const missing = (set.spec.replicas ?? 1) - active.length;
    for (let created = 0; created < missing; created += 1) await this.#create(set);
    for (const pod of inOrderOfDismissal(active).slice(0, Math.max(0, -missing))) {
      await this.#environment.store.delete(resources.pods, pod.metadata.namespace ?? '', pod.metadata.name);
    }
  }

  #owned(set: ReplicaSet): readonly Pod[] {
    const { namespace = '', uid } = set.metadata;
    return this.#pods.inNamespace(namespace).filter((pod) => controllerOf(pod.metadata) === uid);
  }

  async #create(set: ReplicaSet): Promise<void> {
    const { name, namespace, uid } = set.metadata;
    const { metadata, spec } = set.spec.template;
    await this.#environment.store.create(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        name: `${name}-${randomSuffix(this.#environment.random)}`,
        generateName: `${name}-`,
        namespace,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name,
            uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec,
    });
  }

  async #report(set: ReplicaSet): Promise<void> {
    const { namespace = '', name } = set.metadata;
    const { status, nextChangeMs } = replicaSetStatus(
      set,
      this.#owned(set),
      this.#environment.date().getTime(),
    );
    await this.#environment.store.modify(
      resources.replicaSets,
      namespace,
      name,
      (stored) => (isDeepStrictEqual(stored['status'], status) ? undefined : { ...stored, status }),
      'status',
    );
    if (nextChangeMs !== undefined) this.#queue.addAfter(keyOf(set.metadata), nextChangeMs);
  }
}
