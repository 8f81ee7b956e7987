import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from './objects/index.ts';
import { planRollout, rolloutLimits } from './rollout.ts';

function deployment(replicas: number, strategy?: Deployment['spec']['strategy']): Deployment {
  return {
    spec: { replicas, selector: {}, template: { spec: { containers: [] } }, ...(strategy && { strategy }) },
  } as unknown as Deployment;
}

function set(uid: string, replicas: number, available: number, existing = replicas): ReplicaSet {
  return {
    metadata: { uid },
    spec: { replicas },
    status: { replicas: existing, availableReplicas: available },
  } as unknown as ReplicaSet;
}

const earlierOf = (plan: ReturnType<typeof planRollout>) => Object.fromEntries(plan.earlier);

describe('planRollout', () => {
  it('creates all replicas at once when there is nothing to replace', () => {
    expect(planRollout(deployment(4), undefined, []).current).toBe(4);
  });

  it('starts only as many new replicas as the surge allows and keeps the old ones meanwhile', () => {
    const plan = planRollout(deployment(4), undefined, [set('old', 4, 4)]);
    expect(plan.current).toBe(1);
    expect(earlierOf(plan)).toEqual({ old: 3 });
  });

  it('does not go below what must be available while the new replicas are not', () => {
    const plan = planRollout(deployment(4), set('new', 2, 0), [set('old', 3, 3)]);
    expect(earlierOf(plan)).toEqual({ old: 3 });
  });

  it('gives up old replicas that are not available first', () => {
    const plan = planRollout(deployment(4), undefined, [set('broken', 2, 0), set('old', 2, 2)]);
    expect(earlierOf(plan)).toEqual({ broken: 1, old: 2 });
  });

  it('finishes: all new, none old', () => {
    const plan = planRollout(deployment(2), set('new', 2, 2), [set('old', 1, 1)]);
    expect(plan.current).toBe(2);
    expect(earlierOf(plan)).toEqual({ old: 0 });
  });

  it('waits for the last old pod with the Recreate strategy', () => {
    const recreate = deployment(2, { type: 'Recreate' });
    expect(planRollout(recreate, undefined, [set('old', 2, 2)])).toEqual({
      current: 0,
      earlier: new Map([['old', 0]]),
    });
    expect(planRollout(recreate, undefined, [set('old', 0, 0, 1)]).current).toBe(0);
    expect(planRollout(recreate, undefined, [set('old', 0, 0)]).current).toBe(2);
  });

  it('reaches its end from any start when every started pod becomes available', () => {
    for (let replicas = 1; replicas <= 12; replicas += 1) {
      let [now, old] = [0, replicas];
      let steps = 0;
      while ((now !== replicas || old !== 0) && steps < 100) {
        const plan = planRollout(deployment(replicas), set('new', now, now), [set('old', old, old)]);
        expect(plan.current + old).toBeLessThanOrEqual(
          replicas + rolloutLimits(deployment(replicas)).maxSurge,
        );
        [now, old] = [plan.current, plan.earlier.get('old') ?? 0];
        steps += 1;
      }
      expect({ replicas, now, old }).toEqual({ replicas, now: replicas, old: 0 });
    }
  });
});

describe('rolloutLimits', () => {
  it('rounds the surge up and the unavailable ones down', () => {
    expect(rolloutLimits(deployment(3))).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(rolloutLimits(deployment(10))).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  });

  it('never lets both be zero', () => {
    const strategy = { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } };
    expect(rolloutLimits(deployment(3, strategy))).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });
});
