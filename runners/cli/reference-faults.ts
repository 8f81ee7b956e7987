import { didYouMean } from '../../fixtures/meshes/nearest.ts';
import type { MeshProfile } from '../../fixtures/meshes/profile.ts';
import type { KubernetesClient } from '../../fixtures/kubernetes/index.ts';
import { faults } from '../reference-mesh/faults/index.ts';
import { UsageError } from './errors.ts';
import { referenceMesh } from './options.ts';

/** @throws UsageError for a fault that there is not, or a mesh that has none */
export function checkFaults(names: readonly string[], profile: MeshProfile): void {
  if (names.length === 0) return;
  if (profile.name !== referenceMesh) {
    throw new UsageError(
      `--fault is for the reference mesh; ${profile.title} cannot be told to break the specification.`,
    );
  }
  const known = faults.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(
      `The reference mesh has no fault "${stranger}".${didYouMean(stranger, known)} \`smi-conformance faults --list\` shows them all.`,
    );
  }
}

/** Tells the reference mesh how to lie from now on; no name at all makes it truthful. Its control plane watches this. */
export async function setFaults(
  client: KubernetesClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await client.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'smi-reference', name: 'mesh-config' },
    'merge',
    { data: { faults: names.join(',') } },
    { signal },
  );
}
