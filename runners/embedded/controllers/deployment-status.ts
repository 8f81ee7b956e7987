import { withCondition, type Condition, type Deployment, type ReplicaSet } from './objects/index.ts';
import { rolloutLimits, sum } from './rollout.ts';

/** Status of a Deployment as its ReplicaSets have it now; what clients wait for with `rollout status`. */
export function deploymentStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  earlier: readonly ReplicaSet[],
  now: string,
): Record<string, unknown> {
  const all = current === undefined ? earlier : [current, ...earlier];
  const wanted = deployment.spec.replicas ?? 1;
  const replicas = sum(all, (set) => set.status?.replicas);
  const available = sum(all, (set) => set.status?.availableReplicas);
  const updated = current?.status?.replicas ?? 0;
  const complete = updated === wanted && replicas === wanted && available >= wanted;
  let conditions: readonly Condition[] | undefined = deployment.status?.conditions;
  for (const condition of [progressing(complete, current), availability(deployment, available)]) {
    conditions = withCondition(conditions, condition, now);
  }
  return {
    observedGeneration: deployment.metadata.generation,
    replicas,
    updatedReplicas: updated,
    readyReplicas: sum(all, (set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    conditions,
  };
}

function progressing(complete: boolean, current: ReplicaSet | undefined): Condition {
  const name = current?.metadata.name ?? '';
  return complete
    ? {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${name}" has successfully progressed.`,
      }
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `ReplicaSet "${name}" is progressing.`,
      };
}

function availability(deployment: Deployment, available: number): Condition {
  const wanted = deployment.spec.replicas ?? 1;
  return available >= wanted - rolloutLimits(deployment).maxUnavailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}
