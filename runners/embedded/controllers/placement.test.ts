import { describe, expect, it } from 'vitest';
import type { KubernetesNode, Pod } from './objects/index.ts';
import { chooseNode } from './placement.ts';

function node(
  name: string,
  traits: { ready?: boolean; cordoned?: boolean; labels?: Record<string, string> } = {},
) {
  return {
    metadata: { name, labels: traits.labels },
    spec: { unschedulable: traits.cordoned === true },
    status: { conditions: [{ type: 'Ready', status: traits.ready === false ? 'False' : 'True' }] },
  } as unknown as KubernetesNode;
}

/** A pod of a Deployment. */
function pod(deployment: string, nodeName?: string, more: Record<string, unknown> = {}): Pod {
  return {
    metadata: {
      name: `${deployment}-abc-x`,
      labels: { 'pod-template-hash': 'abc' },
      ownerReferences: [{ kind: 'ReplicaSet', name: `${deployment}-abc`, uid: 'u', controller: true }],
    },
    spec: { containers: [], nodeName, ...more },
  } as unknown as Pod;
}

const two = [node('node-1'), node('node-2')];

describe('chooseNode', () => {
  it('takes the node with the fewest pods', () => {
    expect(chooseNode(pod('web'), two, [])).toBe('node-1');
    expect(chooseNode(pod('web'), two, [pod('a', 'node-1'), pod('b', 'node-1'), pod('c', 'node-2')])).toBe(
      'node-2',
    );
  });

  it('parts the pods of one workload before it looks at the number of pods', () => {
    const pods = [pod('web', 'node-2'), pod('a', 'node-1'), pod('b', 'node-1')];
    expect(chooseNode(pod('web'), two, pods)).toBe('node-1');
  });

  it('does not count pods that have ended', () => {
    const ended = { ...pod('web', 'node-1'), status: { phase: 'Failed' } } as Pod;
    expect(chooseNode(pod('web'), two, [ended])).toBe('node-1');
  });

  it('leaves out nodes that are lost, cordoned, or not what the pod asks for', () => {
    const nodes = [node('lost', { ready: false }), node('cordoned', { cordoned: true }), node('plain')];
    expect(chooseNode(pod('web'), nodes, [])).toBe('plain');
    const picky = pod('web', undefined, { nodeSelector: { disk: 'fast' } });
    expect(chooseNode(picky, nodes, [])).toBeUndefined();
    expect(chooseNode(picky, [...nodes, node('fast', { labels: { disk: 'fast' } })], [])).toBe('fast');
  });
});
