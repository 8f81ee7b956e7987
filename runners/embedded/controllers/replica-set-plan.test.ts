import { describe, expect, it } from 'vitest';
import type { Pod, ReplicaSet } from './objects/index.ts';
import { inOrderOfDismissal, replicaSetStatus } from './replica-set-plan.ts';

const readyAt = (time: string) => [{ type: 'Ready', status: 'True', lastTransitionTime: time }];

function pod(
  name: string,
  traits: { node?: boolean; phase?: string; conditions?: unknown; created?: string },
): Pod {
  return {
    metadata: { name, creationTimestamp: traits.created ?? '2024-01-01T00:00:00Z' },
    spec: { containers: [], ...(traits.node === false ? {} : { nodeName: 'node-1' }) },
    status: { phase: traits.phase ?? 'Running', conditions: traits.conditions },
  } as unknown as Pod;
}

describe('inOrderOfDismissal', () => {
  it('gives up pods that serve nobody first, then the youngest', () => {
    const pods = [
      pod('old', { conditions: readyAt('2024-01-01T00:00:00Z') }),
      pod('young', { conditions: readyAt('2024-01-01T00:00:00Z'), created: '2024-01-02T00:00:00Z' }),
      pod('unready', {}),
      pod('pending', { phase: 'Pending' }),
      pod('unassigned', { phase: 'Pending', node: false }),
    ];
    const names = inOrderOfDismissal(pods).map((each) => each.metadata.name);
    expect(names).toEqual(['unassigned', 'pending', 'unready', 'young', 'old']);
  });
});

describe('replicaSetStatus', () => {
  const set = (minReadySeconds: number) =>
    ({
      metadata: { generation: 3 },
      spec: { minReadySeconds, template: { spec: {} } },
    }) as unknown as ReplicaSet;

  it('counts a pod as available once it was ready for long enough, and says when that is', () => {
    const pods = [
      pod('a', { conditions: readyAt('2024-01-01T00:00:00Z') }),
      pod('b', {}),
      pod('c', { phase: 'Failed' }),
    ];
    const now = Date.parse('2024-01-01T00:00:04Z');
    expect(replicaSetStatus(set(10), pods, now)).toMatchObject({
      status: { replicas: 2, readyReplicas: 1, availableReplicas: 0, observedGeneration: 3 },
      nextChangeMs: 6_000,
    });
    expect(replicaSetStatus(set(4), pods, now)).toMatchObject({
      status: { availableReplicas: 1 },
      nextChangeMs: undefined,
    });
  });
});
