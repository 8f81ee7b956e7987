import { conditionOf, isActive, type KubernetesNode, type Pod } from './objects/index.ts';

/**
 * The node for a pod: of those that fit, the one with the fewest pods of the same workload in any namespace, then with
 * the fewest pods at all. Namespaces with equal workloads, of which one works harder than the others, so share its load
 * evenly. Undefined when no node fits.
 */
export function chooseNode(
  pod: Pod,
  nodes: Iterable<KubernetesNode>,
  pods: Iterable<Pod>,
): string | undefined {
  const alike = new Map<string, number>();
  const all = new Map<string, number>();
  const workload = workloadOf(pod);
  for (const other of pods) {
    const { nodeName } = other.spec;
    if (nodeName === undefined || !isActive(other)) continue;
    all.set(nodeName, (all.get(nodeName) ?? 0) + 1);
    if (workloadOf(other) === workload) alike.set(nodeName, (alike.get(nodeName) ?? 0) + 1);
  }
  const more = (counts: ReadonlyMap<string, number>, a: string, b: string): number =>
    (counts.get(a) ?? 0) - (counts.get(b) ?? 0);
  return [...nodes]
    .filter((node) => isSchedulable(node) && fits(pod, node))
    .map((node) => node.metadata.name)
    .sort((a, b) => more(alike, a, b) || more(all, a, b) || a.localeCompare(b))[0];
}

/** Name of the Deployment or other owner, or of a pod that has none. */
function workloadOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  const hash = metadata.labels?.['pod-template-hash'];
  const name = owner?.name ?? metadata.name;
  return hash !== undefined && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}

function isSchedulable(node: KubernetesNode): boolean {
  const ready = conditionOf(node.status?.conditions, 'Ready')?.status === 'True';
  return ready && node.spec?.unschedulable !== true;
}

function fits(pod: Pod, node: KubernetesNode): boolean {
  return Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
}
