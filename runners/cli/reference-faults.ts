import { didYouMean } from '../../fixtures/meshes/nearest.ts';
import type { MeshProfile } from '../../fixtures/meshes/profile.ts';
import { waitForServed, type KubernetesClient } from '../../fixtures/kubernetes/index.ts';
import { fieldManager } from '../../fixtures/meshes/install.ts';
import { crds } from '../../fixtures/smi/index.ts';
import type { HeaderShape, Manifest } from '../../fixtures/smi/model.ts';
import { choices } from '../reference-mesh/choices/index.ts';
import { allFaults, definitionFaults, faults } from '../reference-mesh/faults/index.ts';
import { UsageError } from './errors.ts';
import { referenceMesh } from './options.ts';

const servedWithinMs = 10_000;

/** @throws UsageError for a fault that there is not, or a mesh that has none */
export function checkFaults(names: readonly string[], profile: MeshProfile): void {
  if (names.length === 0) return;
  if (profile.name !== referenceMesh) {
    throw new UsageError(
      `--fault is for the reference mesh; ${profile.title} cannot be told to break the specification.`,
    );
  }
  const known = allFaults.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(
      `The reference mesh has no fault "${stranger}".${didYouMean(stranger, known)} \`smi-conformance faults --list\` shows them all.`,
    );
  }
}

/** @throws UsageError for a choice that there is not, or a mesh that has none */
export function checkChoices(names: readonly string[], profile: MeshProfile): void {
  if (names.length === 0) return;
  if (profile.name !== referenceMesh) {
    throw new UsageError(
      `--choice is for the reference mesh; what ${profile.title} chooses is for itself to say.`,
    );
  }
  const known = choices.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(
      `The reference mesh has no choice "${stranger}".${didYouMean(stranger, known)} \`smi-conformance choices --list\` shows them all.`,
    );
  }
}

/**
 * Tells the reference mesh how to lie, or to choose, from now on; no name at all makes it what it usually is. Its control plane watches the ConfigMap;
 * faults of the definitions are applied as they were installed, bent, and unbent when they are named no more.
 */
export async function setFaults(
  client: KubernetesClient,
  profile: MeshProfile,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const behaving = [...choices, ...faults].map(({ name }) => name).filter((name) => names.includes(name));
  await client.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'smi-reference', name: 'mesh-config' },
    'merge',
    { data: { faults: behaving.join(',') } },
    { signal },
  );
  const bends = [...choices, ...faults, ...definitionFaults].flatMap(({ name, bendDefinition }) =>
    bendDefinition !== undefined && names.includes(name) ? [bendDefinition] : [],
  );
  const headerShape: HeaderShape = profile.install?.headerShape ?? 'map';
  for (const definition of crds({ headerShape })) {
    const bent = bends.reduce((current, bend) => bend(current), definition);
    await client.apply(bent, { fieldManager, signal });
  }
  for (const definition of bends.length > 0 ? [] : crds({ headerShape }))
    await served(client, definition, signal);
}

/** The API server serves a definition a moment after it took it. */
async function served(client: KubernetesClient, definition: Manifest, signal: AbortSignal): Promise<void> {
  const spec = definition['spec'] as {
    group: string;
    names: { kind: string };
    versions: readonly { name: string }[];
  };
  for (const { name } of spec.versions) {
    const kind = { apiVersion: `${spec.group}/${name}`, kind: spec.names.kind };
    await waitForServed(client, kind, { timeoutMs: servedWithinMs, signal });
  }
}
