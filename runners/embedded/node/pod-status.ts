import {
  withCondition,
  type Condition,
  type ContainerStatus,
  type PodStatus,
} from '../controllers/objects/index.ts';

export interface PodObservation {
  readonly phase: NonNullable<PodStatus['phase']>;
  readonly podIP: string;
  readonly hostIP: string;
  readonly startTime: string;
  /** Why the pod failed as a whole, for instance because its node was lost. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
  readonly initialized: boolean;
  readonly initContainers: readonly ContainerStatus[];
  readonly containers: readonly ContainerStatus[];
}

/** The status that a node reports of a pod; conditions that others have set stay. */
export function podStatus(before: PodStatus | undefined, seen: PodObservation, now: string): PodStatus {
  const unready = seen.containers.filter((container) => !container.ready).map((container) => container.name);
  const ready = seen.phase === 'Running' && unready.length === 0;
  const containersReady: Pick<Condition, 'status' | 'reason' | 'message'> = ready
    ? { status: 'True' }
    : seen.phase === 'Succeeded' || seen.phase === 'Failed'
      ? { status: 'False', reason: seen.phase === 'Failed' ? 'PodFailed' : 'PodCompleted' }
      : {
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${unready.join(' ')}]`,
        };
  const wanted: readonly Condition[] = [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Initialized', status: seen.initialized ? 'True' : 'False' },
    { type: 'ContainersReady', ...containersReady },
    { type: 'Ready', ...containersReady },
  ];
  const conditions = wanted.reduce<readonly Condition[]>(
    (all, condition) => withCondition(all, condition, now),
    before?.conditions ?? [],
  );
  return {
    ...before,
    phase: seen.phase,
    ...seen.failure,
    hostIP: seen.hostIP,
    hostIPs: [{ ip: seen.hostIP }],
    podIP: seen.podIP,
    podIPs: [{ ip: seen.podIP }],
    startTime: seen.startTime,
    qosClass: before?.['qosClass'] ?? 'BestEffort',
    conditions,
    ...(seen.initContainers.length === 0 ? {} : { initContainerStatuses: seen.initContainers }),
    containerStatuses: seen.containers,
  };
}
