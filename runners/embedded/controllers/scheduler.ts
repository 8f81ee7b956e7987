import { timestamp, type ClusterEnvironment } from './environment.ts';
import { ObjectCache } from './object-cache.ts';
import {
  conditionOf,
  isActive,
  keyOf,
  resources,
  splitKey,
  withCondition,
  type KubernetesNode,
  type Pod,
} from './objects/index.ts';
import { WorkQueue } from './work-queue.ts';

/** Gives every pod without a node to the fitting node that has the fewest. Node selectors are obeyed, affinities are not. */
export class Scheduler {
  readonly #environment: ClusterEnvironment;
  readonly #queue: WorkQueue;
  readonly #pods: ObjectCache<Pod>;
  readonly #nodes: ObjectCache<KubernetesNode>;
  /** Nodes of pods that were just assigned or exist, by pod key. */
  readonly #places = new Map<string, string>();

  constructor(environment: ClusterEnvironment) {
    const { store, clock, onTrouble } = environment;
    this.#environment = environment;
    this.#queue = new WorkQueue({
      name: 'scheduler',
      clock,
      onTrouble,
      reconcile: (key) => this.#schedule(key),
    });
    this.#pods = new ObjectCache<Pod>(store, resources.pods);
    this.#nodes = new ObjectCache<KubernetesNode>(store, resources.nodes);
    this.#pods.start((type, pod) => {
      const key = keyOf(pod.metadata);
      if (type === 'DELETED') this.#places.delete(key);
      else if (pod.spec.nodeName !== undefined) this.#places.set(key, pod.spec.nodeName);
      else if (isActive(pod) && type === 'ADDED') this.#queue.add(key);
    });
    this.#nodes.start(() => this.#retryWaiting());
  }

  async stop(): Promise<void> {
    this.#nodes.close();
    this.#pods.close();
    await this.#queue.stop();
  }

  #retryWaiting(): void {
    for (const pod of this.#pods.all()) {
      if (pod.spec.nodeName === undefined && isActive(pod)) this.#queue.add(keyOf(pod.metadata));
    }
  }

  async #schedule(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    if (pod === undefined || pod.spec.nodeName !== undefined || !isActive(pod)) return;
    const nodeName = this.#choose(pod);
    if (nodeName === undefined) return this.#reportUnschedulable(key);
    this.#places.set(key, nodeName);
    const { namespace, name } = splitKey(key);
    await this.#environment.store.modify(resources.pods, namespace, name, (current) => {
      const { spec } = current as Pod;
      return spec.nodeName === undefined ? { ...current, spec: { ...spec, nodeName } } : undefined;
    });
  }

  #choose(pod: Pod): string | undefined {
    const load = new Map<string, number>();
    for (const node of this.#places.values()) load.set(node, (load.get(node) ?? 0) + 1);
    return [...this.#nodes.all()]
      .filter((node) => isSchedulable(node) && fits(pod, node))
      .map((node) => node.metadata.name)
      .sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0) || a.localeCompare(b))[0];
  }

  async #reportUnschedulable(key: string): Promise<void> {
    const { namespace, name } = splitKey(key);
    const now = timestamp(this.#environment.date());
    const nodes = [...this.#nodes.all()].length;
    await this.#environment.store.modify(
      resources.pods,
      namespace,
      name,
      (current) => {
        const { status } = current as Pod;
        const conditions = withCondition(
          status?.conditions,
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: `0/${nodes} nodes are available: a node must be ready, not cordoned, and match the pod's node selector.`,
          },
          now,
        );
        return conditionOf(status?.conditions, 'PodScheduled')?.status === 'False'
          ? undefined
          : { ...current, status: { ...status, conditions } };
      },
      'status',
    );
  }
}

function isSchedulable(node: KubernetesNode): boolean {
  const ready = conditionOf(node.status?.conditions, 'Ready')?.status === 'True';
  return ready && node.spec?.unschedulable !== true;
}

function fits(pod: Pod, node: KubernetesNode): boolean {
  return Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
}
