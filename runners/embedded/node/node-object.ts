import os from 'node:os';
import { timestamp } from '../controllers/environment.ts';
import type { ObjectStore } from '../api/store.ts';
import { resources } from '../controllers/objects/index.ts';

export interface NodeDescription {
  readonly name: string;
  readonly address: string;
}

/** Creates the Kubernetes object of a node that is ready. */
export async function registerNode(
  store: ObjectStore,
  { name, address }: NodeDescription,
  date: () => Date,
): Promise<void> {
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': architecture(),
      },
    },
    spec: {},
  };
  const resourcesOfNode = { cpu: '1', memory: `${Math.floor(os.totalmem() / 1024)}Ki`, pods: '1000' };
  await store.create(resources.nodes, object);
  await store.modify(
    resources.nodes,
    '',
    name,
    (current) => ({
      ...current,
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        capacity: resourcesOfNode,
        allocatable: resourcesOfNode,
        conditions: [readyCondition('True', 'KubeletReady', 'The thread takes programs.', date)],
        nodeInfo: {
          architecture: architecture(),
          bootID: '',
          containerRuntimeVersion: `embedded://${process.versions.node}`,
          kernelVersion: os.release(),
          kubeProxyVersion: '',
          kubeletVersion: `node-${process.version}`,
          machineID: '',
          operatingSystem: 'linux',
          osImage: 'smi-conformance embedded node',
          systemUUID: '',
        },
      },
    }),
    'status',
  );
}

/** Says in the node's object that it is gone, so that nothing more is scheduled there. */
export async function markNodeLost(
  store: ObjectStore,
  name: string,
  message: string,
  date: () => Date,
): Promise<void> {
  await store.modify(
    resources.nodes,
    '',
    name,
    (current) => ({
      ...current,
      status: {
        ...(current['status'] as Record<string, unknown>),
        conditions: [readyCondition('False', 'NodeLost', message, date)],
      },
    }),
    'status',
  );
}

function readyCondition(
  status: 'True' | 'False',
  reason: string,
  message: string,
  date: () => Date,
): Record<string, unknown> {
  const now = timestamp(date());
  return { type: 'Ready', status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
}

/** In the words of Go, which Kubernetes uses. */
function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}
