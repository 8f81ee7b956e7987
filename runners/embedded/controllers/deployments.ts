import { isDeepStrictEqual } from 'node:util';
import { deploymentStatus } from './deployment-status.ts';
import { timestamp, type ClusterEnvironment } from './environment.ts';
import { ObjectCache } from './object-cache.ts';
import {
  controllerOf,
  keyOf,
  resources,
  splitKey,
  type Deployment,
  type ReplicaSet,
} from './objects/index.ts';
import { planRollout } from './rollout.ts';
import { templateHash } from './template-hash.ts';
import { WorkQueue } from './work-queue.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';
const defaultHistoryLimit = 10;

/** Keeps one ReplicaSet for each pod template of a Deployment and moves the replicas to the newest. */
export class DeploymentController {
  readonly #environment: ClusterEnvironment;
  readonly #queue: WorkQueue;
  readonly #deployments: ObjectCache<Deployment>;
  readonly #replicaSets: ObjectCache<ReplicaSet>;
  readonly #keyByUid = new Map<string, string>();

  constructor(environment: ClusterEnvironment) {
    const { store, clock, onTrouble } = environment;
    this.#environment = environment;
    this.#queue = new WorkQueue({
      name: 'Deployment',
      clock,
      onTrouble,
      reconcile: (key) => this.#reconcile(key),
    });
    this.#deployments = new ObjectCache<Deployment>(store, resources.deployments);
    this.#replicaSets = new ObjectCache<ReplicaSet>(store, resources.replicaSets);
    this.#deployments.start((type, deployment) => {
      const key = keyOf(deployment.metadata);
      if (type === 'DELETED') this.#keyByUid.delete(deployment.metadata.uid);
      else this.#keyByUid.set(deployment.metadata.uid, key);
      this.#queue.add(key);
    });
    this.#replicaSets.start((_type, set) => {
      const key = this.#keyByUid.get(controllerOf(set.metadata) ?? '');
      if (key !== undefined) this.#queue.add(key);
    });
  }

  async stop(): Promise<void> {
    this.#deployments.close();
    this.#replicaSets.close();
    await this.#queue.stop();
  }

  async #reconcile(key: string): Promise<void> {
    const deployment = this.#deployments.get(key);
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const owned = this.#owned(deployment);
    const hash = templateHash(deployment.spec.template);
    const existing = owned.find((set) => set.metadata.labels?.[hashLabel] === hash);
    const earlier = owned.filter((set) => set !== existing);
    if (deployment.spec.paused === true) return this.#report(deployment, existing, earlier);

    const plan = planRollout(deployment, existing, earlier);
    if (existing === undefined) await this.#create(deployment, hash, plan.current, earlier);
    else await this.#adopt(deployment, existing, plan.current, earlier);
    for (const set of earlier) {
      const replicas = plan.earlier.get(set.metadata.uid);
      if (replicas !== undefined) await this.#scale(set, replicas);
    }
    await this.#trim(deployment, earlier);
    // What was just written is in the cache by now: a store tells its watchers before the writer.
    const latest = this.#owned(deployment);
    const current = latest.find((set) => set.metadata.labels?.[hashLabel] === hash);
    await this.#report(
      deployment,
      current,
      latest.filter((set) => set !== current),
    );
  }

  /** Oldest first, which is the order in which they are scaled down. */
  #owned(deployment: Deployment): readonly ReplicaSet[] {
    const { namespace = '', uid } = deployment.metadata;
    return this.#replicaSets
      .inNamespace(namespace)
      .filter((set) => controllerOf(set.metadata) === uid)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
  }

  async #create(
    deployment: Deployment,
    hash: string,
    replicas: number,
    earlier: readonly ReplicaSet[],
  ): Promise<void> {
    const { name, namespace, uid } = deployment.metadata;
    const { template, selector, minReadySeconds } = deployment.spec;
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const revision = String(newestRevision(earlier) + 1);
    await this.#environment.store.create(resources.replicaSets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        annotations: { [revisionAnnotation]: revision },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name,
            uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: {
        replicas,
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    });
    await this.#setRevision(deployment, revision);
  }

  /** Scales the ReplicaSet of the current template; one that an earlier template had left becomes the newest again. */
  async #adopt(
    deployment: Deployment,
    set: ReplicaSet,
    replicas: number,
    earlier: readonly ReplicaSet[],
  ): Promise<void> {
    const newest = newestRevision(earlier);
    const revision = revisionOf(set) > newest ? revisionOf(set) : newest + 1;
    await this.#scale(set, replicas, String(revision));
    await this.#setRevision(deployment, String(revision));
  }

  async #scale(set: ReplicaSet, replicas: number, revision?: string): Promise<void> {
    const { namespace = '', name, annotations } = set.metadata;
    const sameRevision = revision === undefined || annotations?.[revisionAnnotation] === revision;
    if (set.spec.replicas === replicas && sameRevision) return;
    await this.#environment.store.modify(resources.replicaSets, namespace, name, (current) => ({
      ...current,
      metadata:
        revision === undefined
          ? current.metadata
          : {
              ...current.metadata,
              annotations: { ...current.metadata.annotations, [revisionAnnotation]: revision },
            },
      spec: { ...(current as ReplicaSet).spec, replicas },
    }));
  }

  async #setRevision(deployment: Deployment, revision: string): Promise<void> {
    const { namespace = '', name } = deployment.metadata;
    if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return;
    await this.#environment.store.modify(resources.deployments, namespace, name, (current) => ({
      ...current,
      metadata: {
        ...current.metadata,
        annotations: { ...current.metadata.annotations, [revisionAnnotation]: revision },
      },
    }));
  }

  async #trim(deployment: Deployment, earlier: readonly ReplicaSet[]): Promise<void> {
    const limit = deployment.spec.revisionHistoryLimit ?? defaultHistoryLimit;
    const idle = earlier.filter((set) => set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0);
    for (const set of idle.slice(0, Math.max(0, idle.length - limit))) {
      await this.#environment.store.delete(
        resources.replicaSets,
        set.metadata.namespace ?? '',
        set.metadata.name,
      );
    }
  }

  async #report(
    deployment: Deployment,
    current: ReplicaSet | undefined,
    earlier: readonly ReplicaSet[],
  ): Promise<void> {
    const { namespace, name } = splitKey(keyOf(deployment.metadata));
    const now = timestamp(this.#environment.date());
    await this.#environment.store.modify(
      resources.deployments,
      namespace,
      name,
      (stored) => {
        // The status is of the spec that was reconciled, so it must not claim a later generation.
        const basis = {
          ...deployment,
          status: (stored as Deployment).status,
        } as Deployment;
        const status = deploymentStatus(basis, current, earlier, now);
        return isDeepStrictEqual(stored['status'], status) ? undefined : { ...stored, status };
      },
      'status',
    );
  }
}

function revisionOf(set: ReplicaSet): number {
  return Number.parseInt(set.metadata.annotations?.[revisionAnnotation] ?? '0', 10);
}

function newestRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(revisionOf));
}
