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
import { chooseNode } from './placement.ts';
import { WorkQueue } from './work-queue.ts';

/** Gives every pod a node. Node selectors are obeyed, affinities and taints are not. */
export class Scheduler {
  readonly #environment: ClusterEnvironment;
  readonly #queue: WorkQueue;
  readonly #pods: ObjectCache<Pod>;
  readonly #nodes: ObjectCache<KubernetesNode>;

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
      if (type === 'ADDED' && isWaiting(pod)) this.#queue.add(keyOf(pod.metadata));
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
      if (isWaiting(pod)) this.#queue.add(keyOf(pod.metadata));
    }
  }

  async #schedule(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    if (pod === undefined || !isWaiting(pod)) return;
    const nodeName = chooseNode(pod, this.#nodes.all(), this.#pods.all());
    if (nodeName === undefined) return this.#reportUnschedulable(key);
    const { namespace, name } = splitKey(key);
    await this.#environment.store.modify(resources.pods, namespace, name, (current) => {
      const { spec } = current as Pod;
      return spec.nodeName === undefined ? { ...current, spec: { ...spec, nodeName } } : undefined;
    });
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

function isWaiting(pod: Pod): boolean {
  return pod.spec.nodeName === undefined && isActive(pod);
}
