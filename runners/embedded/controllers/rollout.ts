import type { Deployment, IntOrString, ReplicaSet } from './objects/index.ts';

/** How many replicas each ReplicaSet of a Deployment should have now. */
export interface RolloutPlan {
  readonly current: number;
  /** By uid of the ReplicaSets of earlier templates. */
  readonly earlier: ReadonlyMap<string, number>;
}

export interface RolloutLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/**
 * The next step of a rollout. It depends on what is available now, so it is asked again whenever a ReplicaSet's status
 * changes; it is at rest once the current ReplicaSet has all replicas and the earlier ones none.
 */
export function planRollout(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  earlier: readonly ReplicaSet[],
): RolloutPlan {
  const wanted = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy?.type === 'Recreate') return planRecreate(wanted, earlier);
  const limits = rolloutLimits(deployment);
  const currentNow = current?.spec.replicas ?? 0;
  const total = currentNow + sum(earlier, (set) => set.spec.replicas);
  return {
    current: currentReplicas(wanted, currentNow, total, limits),
    earlier: planEarlier(wanted, current, earlier, limits),
  };
}

export function rolloutLimits(deployment: Deployment): RolloutLimits {
  const wanted = deployment.spec.replicas ?? 1;
  const update = deployment.spec.strategy?.rollingUpdate;
  const maxSurge = absolute(update?.maxSurge ?? '25%', wanted, Math.ceil);
  const maxUnavailable = absolute(update?.maxUnavailable ?? '25%', wanted, Math.floor);
  // Both zero would never move; Kubernetes, too, then lets one pod be unavailable.
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

function planRecreate(wanted: number, earlier: readonly ReplicaSet[]): RolloutPlan {
  const gone = earlier.every((set) => (set.spec.replicas ?? 0) === 0 && (set.status?.replicas ?? 0) === 0);
  return { current: gone ? wanted : 0, earlier: new Map(earlier.map((set) => [set.metadata.uid, 0])) };
}

function currentReplicas(wanted: number, now: number, total: number, limits: RolloutLimits): number {
  if (now >= wanted) return wanted;
  const room = wanted + limits.maxSurge - total;
  return room <= 0 ? now : now + Math.min(room, wanted - now);
}

function planEarlier(
  wanted: number,
  current: ReplicaSet | undefined,
  earlier: readonly ReplicaSet[],
  limits: RolloutLimits,
): ReadonlyMap<string, number> {
  const replicas = new Map(earlier.map((set) => [set.metadata.uid, set.spec.replicas ?? 0]));
  const leastAvailable = wanted - limits.maxUnavailable;
  const currentNow = current?.spec.replicas ?? 0;
  const currentUnavailable = Math.max(0, currentNow - (current?.status?.availableReplicas ?? 0));
  const total = currentNow + sum(earlier, (set) => set.spec.replicas);
  let removable = Math.max(0, total - leastAvailable - currentUnavailable);

  // Replicas that are not available serve nobody, so they go first.
  for (const set of earlier) {
    const unavailable = Math.max(0, (set.spec.replicas ?? 0) - (set.status?.availableReplicas ?? 0));
    removable -= take(replicas, set.metadata.uid, Math.min(unavailable, removable));
  }
  const available =
    (current?.status?.availableReplicas ?? 0) + sum(earlier, (set) => set.status?.availableReplicas);
  let surplus = Math.min(removable, Math.max(0, available - leastAvailable));
  for (const set of earlier) surplus -= take(replicas, set.metadata.uid, surplus);
  return replicas;
}

function take(replicas: Map<string, number>, uid: string, count: number): number {
  const now = replicas.get(uid) ?? 0;
  const taken = Math.min(now, count);
  replicas.set(uid, now - taken);
  return taken;
}

function absolute(value: IntOrString, whole: number, round: (number: number) => number): number {
  if (typeof value === 'number') return value;
  return round((whole * Number.parseInt(value, 10)) / 100);
}

export function sum(sets: readonly ReplicaSet[], replicas: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((total, set) => total + (replicas(set) ?? 0), 0);
}
