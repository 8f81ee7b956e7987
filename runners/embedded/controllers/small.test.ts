import { describe, expect, it } from 'vitest';
import type { Pod, PodTemplate, ReplicaSet } from './objects.ts';
import { inOrderOfDismissal, replicaSetStatus } from './replica-set-plan.ts';
import { matchesLabels, matchesSelector } from './selector.ts';
import { templateHash } from './template-hash.ts';

describe('templateHash', () => {
  const template = {
    metadata: { labels: { a: '1', b: '2' } },
    spec: { containers: [{ name: 'c', image: 'x' }] },
  };

  it('does not depend on the order of fields, and does on their values', () => {
    const reordered = {
      spec: { containers: [{ image: 'x', name: 'c' }] },
      metadata: { labels: { b: '2', a: '1' } },
    };
    expect(templateHash(reordered)).toBe(templateHash(template));
    const changed: PodTemplate = { ...template, spec: { containers: [{ name: 'c', image: 'y' }] } };
    expect(templateHash(changed)).not.toBe(templateHash(template));
  });
});

describe('selectors', () => {
  it('select nothing when a Service has none', () => {
    expect(matchesLabels({}, { app: 'web' })).toBe(false);
    expect(matchesLabels({ app: 'web' }, { app: 'web', tier: 'front' })).toBe(true);
  });

  it.each([
    ['In', ['web'], true],
    ['NotIn', ['web'], false],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
  ])('understand %s', (operator, values, expected) => {
    expect(matchesSelector({ matchExpressions: [{ key: 'app', operator, values }] }, { app: 'web' })).toBe(
      expected,
    );
  });

  it('refuse an operator that Kubernetes does not have', () => {
    expect(() => matchesSelector({ matchExpressions: [{ key: 'app', operator: 'Like' }] }, {})).toThrow(
      '"Like"',
    );
  });
});

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
