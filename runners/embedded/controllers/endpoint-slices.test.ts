import { describe, expect, it } from 'vitest';
import { endpointGroups, endpointSubsets, sliceName } from './endpoint-slices.ts';
import type { Pod, Service } from './objects/index.ts';

interface PodTraits {
  readonly ready?: boolean;
  readonly terminating?: boolean;
  readonly phase?: string;
  readonly webPort?: number;
}

function pod(
  ip: string | undefined,
  { ready = true, terminating = false, phase = 'Running', webPort = 8080 }: PodTraits = {},
): Pod {
  return {
    metadata: {
      name: `pod-${ip ?? 'none'}`,
      namespace: 'test',
      uid: 'u',
      ...(terminating ? { deletionTimestamp: '2024-01-01T00:00:00Z' } : {}),
    },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'main', ports: [{ name: 'web', containerPort: webPort }] }],
    },
    status: { phase, podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  } as unknown as Pod;
}

function service(spec: Partial<Service['spec']> = {}): Service {
  const ports = [{ name: 'http', port: 80, targetPort: 'web' }];
  return { metadata: { name: 'web' }, spec: { ports, ...spec } } as unknown as Service;
}

const conditions = (pods: readonly Pod[], of = service()) =>
  endpointGroups(of, pods).flatMap((group) => group.endpoints.map((endpoint) => endpoint.conditions));

describe('endpointGroups', () => {
  it('resolves a named target port in each pod, with a group for each number', () => {
    const groups = endpointGroups(service(), [
      pod('10.0.0.2'),
      pod('10.0.0.1'),
      pod('10.0.0.3', { webPort: 9090 }),
    ]);
    expect(groups.map((group) => [group.ports[0]?.port, group.endpoints.map((e) => e.addresses[0])])).toEqual(
      [
        [8080, ['10.0.0.1', '10.0.0.2']],
        [9090, ['10.0.0.3']],
      ],
    );
    expect(new Set(groups.map((group) => sliceName('web', group))).size).toBe(2);
  });

  it('leaves out a port that a pod does not have', () => {
    const ports = [
      { name: 'http', port: 80, targetPort: 'web' },
      { name: 'admin', port: 81, targetPort: 'admin' },
    ];
    expect(endpointGroups(service({ ports }), [pod('10.0.0.1')])[0]?.ports).toEqual([
      { name: 'http', port: 8080, protocol: 'TCP' },
    ]);
  });

  it('says who is ready, who still serves and who is leaving', () => {
    expect(conditions([pod('10.0.0.1', { terminating: true }), pod('10.0.0.2', { ready: false })])).toEqual([
      { ready: false, serving: true, terminating: true },
      { ready: false, serving: false, terminating: false },
    ]);
  });

  it('counts everybody as ready when the Service publishes addresses that are not', () => {
    const publishing = service({ publishNotReadyAddresses: true });
    expect(conditions([pod('10.0.0.1', { ready: false })], publishing)).toMatchObject([{ ready: true }]);
  });

  it('ignores pods without an address and pods that have finished', () => {
    const groups = endpointGroups(service(), [pod(undefined), pod('10.0.0.1', { phase: 'Failed' })]);
    expect(groups).toEqual([{ ports: [], endpoints: [] }]);
  });
});

describe('endpointSubsets', () => {
  it('says the same in the older form, without those that leave', () => {
    const pods = [pod('10.0.0.1'), pod('10.0.0.2', { ready: false }), pod('10.0.0.3', { terminating: true })];
    expect(endpointSubsets(endpointGroups(service(), pods))).toMatchObject([
      {
        addresses: [{ ip: '10.0.0.1', targetRef: { kind: 'Pod' } }],
        notReadyAddresses: [{ ip: '10.0.0.2' }],
        ports: [{ name: 'http', port: 8080 }],
      },
    ]);
    expect(endpointSubsets(endpointGroups(service(), []))).toEqual([]);
  });
});
