import { asText, dig, isArray } from '../json.ts';
import type { StoredObject } from '../store.ts';
import { ageColumn, column, nameColumn, wide, type Cell, type Column } from './column.ts';

interface ContainerStatus {
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

const statuses = (pod: StoredObject): readonly ContainerStatus[] => {
  const found = dig(pod, 'status', 'containerStatuses');
  return isArray(found) ? (found as ContainerStatus[]) : [];
};

const ready: Cell = (pod) => {
  const containers = dig(pod, 'spec', 'containers');
  return `${statuses(pod).filter((status) => status.ready === true).length}/${isArray(containers) ? containers.length : 0}`;
};

/** Why the pod is not simply running, in one word. */
const status: Cell = (pod) => {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  let word = asText(dig(pod, 'status', 'reason') ?? dig(pod, 'status', 'phase') ?? 'Unknown');
  for (const { state } of [...statuses(pod)].reverse()) {
    const { waiting, terminated } = state ?? {};
    if ((waiting?.reason ?? '') !== '') word = waiting?.reason ?? word;
    else if (terminated !== undefined) word = terminated.reason ?? `ExitCode:${terminated.exitCode ?? 0}`;
  }
  return word;
};

const restarts: Cell = (pod) =>
  String(statuses(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0));

const orNone = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : '<none>');

export const podColumns: readonly Column[] = [
  nameColumn,
  column('Ready', ready),
  column('Status', status),
  column('Restarts', restarts),
  ageColumn,
  wide('IP', (pod) => orNone(dig(pod, 'status', 'podIP'))),
  wide('Node', (pod) => orNone(dig(pod, 'spec', 'nodeName'))),
  wide('Nominated Node', () => '<none>'),
  wide('Readiness Gates', () => '<none>'),
];

const nodeStatus: Cell = (node) => {
  const conditions = dig(node, 'status', 'conditions');
  const found = isArray(conditions)
    ? (conditions as { readonly type: string; readonly status: string }[]).find(
        ({ type }) => type === 'Ready',
      )
    : undefined;
  const word = found === undefined ? 'Unknown' : found.status === 'True' ? 'Ready' : 'NotReady';
  return dig(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word;
};

const rolePrefix = 'node-role.kubernetes.io/';

const roles: Cell = (node) =>
  orNone(
    Object.keys(node.metadata.labels ?? {})
      .filter((key) => key.startsWith(rolePrefix))
      .map((key) => key.slice(rolePrefix.length))
      .join(','),
  );

const address =
  (wanted: string): Cell =>
  (node) => {
    const addresses = dig(node, 'status', 'addresses');
    return orNone(
      isArray(addresses)
        ? (addresses as { readonly type: string; readonly address: string }[]).find(
            ({ type }) => type === wanted,
          )?.address
        : undefined,
    );
  };

const info =
  (field: string): Cell =>
  (node) =>
    dig(node, 'status', 'nodeInfo', field) ?? '<unknown>';

export const nodeColumns: readonly Column[] = [
  nameColumn,
  column('Status', nodeStatus),
  column('Roles', roles),
  ageColumn,
  column('Version', info('kubeletVersion')),
  wide('Internal-IP', address('InternalIP')),
  wide('External-IP', address('ExternalIP')),
  wide('OS-Image', info('osImage')),
  wide('Kernel-Version', info('kernelVersion')),
  wide('Container-Runtime', info('containerRuntimeVersion')),
];
