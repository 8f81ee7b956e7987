import { conditionOf, isActive, isReady, type Pod, type ReplicaSet } from './objects/index.ts';

/** Pods in the order in which they are given up: first those that serve least, then the youngest. */
export function inOrderOfDismissal(pods: readonly Pod[]): readonly Pod[] {
  return [...pods].sort((a, b) => {
    const difference = usefulness(a) - usefulness(b);
    if (difference !== 0) return difference;
    return b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp);
  });
}

function usefulness(pod: Pod): number {
  const assigned = pod.spec.nodeName === undefined ? 0 : 1;
  const running = pod.status?.phase === 'Running' ? 2 : 0;
  return assigned + running + (isReady(pod) ? 4 : 0);
}

export interface Availability {
  readonly status: Readonly<Record<string, number | undefined>>;
  /** Milliseconds until a pod that is ready will count as available, when one waits for that. */
  readonly nextChangeMs: number | undefined;
}

/** Status of a ReplicaSet as its pods are at `now`, milliseconds since the epoch. */
export function replicaSetStatus(set: ReplicaSet, pods: readonly Pod[], now: number): Availability {
  const active = pods.filter(isActive);
  const ready = active.filter(isReady);
  const waits = ready.map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, now));
  const pending = waits.filter((wait) => wait > 0);
  const labels = Object.entries(set.spec.template.metadata?.labels ?? {});
  return {
    status: {
      replicas: active.length,
      fullyLabeledReplicas: active.filter((pod) =>
        labels.every(([key, value]) => pod.metadata.labels?.[key] === value),
      ).length,
      readyReplicas: ready.length,
      availableReplicas: ready.length - pending.length,
      observedGeneration: set.metadata.generation,
    },
    nextChangeMs: pending.length === 0 ? undefined : Math.min(...pending),
  };
}

function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number {
  if (minReadySeconds === 0) return 0;
  const since = Date.parse(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? '');
  return since + minReadySeconds * 1_000 - now;
}
