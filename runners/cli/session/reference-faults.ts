import { didYouMean } from '../../../words/nearest.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import {
  waitForDeleted,
  waitUntil,
  type KubernetesClient,
  type ObjectReference,
} from '../../../fixtures/kubernetes/index.ts';
import { fieldManager } from '../../../fixtures/meshes/install.ts';
import { crds, discover } from '../../../fixtures/smi/index.ts';
import type { HeaderShape, Manifest } from '../../../fixtures/smi/model.ts';
import { choices } from '../../reference-mesh/choices/index.ts';
import type { BendDefinition } from '../../reference-mesh/faults/bend-definition.ts';
import { disorders } from '../../reference-mesh/disorders/index.ts';
import { allFaults, definitionFaults, faults } from '../../reference-mesh/faults/index.ts';
import { inForceName } from '../../reference-mesh/controller/in-force.ts';
import { UsageError } from '../errors.ts';
import { referenceMesh } from '../options.ts';
import type { Session } from './session.ts';

const servedWithinMs = 10_000;

/** @throws UsageError for a fault that there is not, or a mesh that has none */
export function checkFaults(names: readonly string[], profile: MeshProfile): void {
  checkNames('fault', names, [...allFaults, ...disorders], profile, {
    elsewhere: `--fault is for the reference mesh; ${profile.title} cannot be told to break the specification.`,
  });
}

/** @throws UsageError for a choice that there is not, or a mesh that has none */
export function checkChoices(names: readonly string[], profile: MeshProfile): void {
  checkNames('choice', names, choices, profile, {
    elsewhere: `--choice is for the reference mesh; what ${profile.title} chooses is for itself to say.`,
  });
}

function checkNames(
  what: 'fault' | 'choice',
  names: readonly string[],
  there: readonly { readonly name: string }[],
  profile: MeshProfile,
  { elsewhere }: { readonly elsewhere: string },
): void {
  if (names.length === 0) return;
  if (profile.name !== referenceMesh) throw new UsageError(elsewhere);
  const known = there.map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(
      `The reference mesh has no ${what} "${stranger}".${didYouMean(stranger, known)} \`smi-conformance ${what}s --list\` shows them all.`,
    );
  }
}

/**
 * The session with a reference mesh that lies, or chooses, as it is told; no name at all makes it what it usually is. Faults
 * and choices of the definitions change what is served, so that is asked again; what a choice does not serve the mesh does
 * not claim either.
 *
 * @param session with the discovery of the definitions as they were installed
 * @param before names that were in force up to now: where neither bends a definition, none is written
 */
export async function withFaults(
  session: Session,
  names: readonly string[],
  signal: AbortSignal,
  before: readonly string[] = [],
): Promise<Session> {
  const { client, profile } = session;
  await setBehaviour(client, names, signal);
  if (bendsOf(names).length === 0 && bendsOf(before).length === 0) return session;
  await setDefinitions(client, profile, names, signal);
  const discovery = await discover(client, { signal });
  const bent = choices.some(
    ({ name, bendDefinition }) => bendDefinition !== undefined && names.includes(name),
  );
  if (!bent) return { ...session, discovery };
  const claimed = (group: 'split' | 'access' | 'specs'): readonly string[] =>
    profile.declared[group].filter((version) => discovery.versions[group].some((one) => one === version));
  const declared = {
    ...profile.declared,
    split: claimed('split'),
    access: claimed('access'),
    specs: claimed('specs'),
  };
  return { ...session, discovery, profile: { ...profile, declared } };
}

/** The control plane watches the ConfigMap. */
async function setBehaviour(
  client: KubernetesClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const behaving = [...choices, ...faults, ...disorders]
    .map(({ name }) => name)
    .filter((name) => names.includes(name));
  await client.patch(
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'smi-reference', name: 'mesh-config' },
    'merge',
    { data: { faults: behaving.join(',') } },
    { signal },
  );
  await inForce(client, behaving.join(','), signal);
}

function bendsOf(names: readonly string[]): readonly BendDefinition[] {
  return [...choices, ...faults, ...definitionFaults].flatMap(({ name, bendDefinition }) =>
    bendDefinition !== undefined && names.includes(name) ? [bendDefinition] : [],
  );
}

/** Definitions are applied as they were installed, bent by what is named. */
async function setDefinitions(
  client: KubernetesClient,
  profile: MeshProfile,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const bends = bendsOf(names);
  const headerShape: HeaderShape = profile.install?.headerShape ?? 'map';
  for (const definition of crds({ headerShape })) {
    const bent = bends.reduce((current, bend) => bend(current), definition);
    await makeWay(client, bent, signal);
    await client.apply(bent, { fieldManager, signal });
    await announced(client, bent, signal);
  }
}

/** What is created from now on reaches side-cars after the switch (runners/reference-mesh/controller/in-force.ts). */
async function inForce(client: KubernetesClient, behaving: string, signal: AbortSignal): Promise<void> {
  await waitUntil(
    `the reference mesh to have ${behaving === '' ? 'no faults' : behaving} in force`,
    async () => {
      const state = await client.find(
        { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'smi-reference', name: inForceName },
        { signal },
      );
      const { faults: now } = (state?.['data'] ?? {}) as { readonly faults?: string };
      return now === behaving
        ? { done: true, value: undefined }
        : { done: false, missing: now === undefined ? 'it has not said so' : `it has ${now || 'none'}` };
    },
    { timeoutMs: servedWithinMs, signal },
  );
}

interface DefinitionSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

/** Whether a kind belongs to a namespace cannot be changed: the definition has to go first, and its objects with it. */
async function makeWay(client: KubernetesClient, definition: Manifest, signal: AbortSignal): Promise<void> {
  const { apiVersion, kind, metadata } = definition;
  const reference: ObjectReference = { apiVersion, kind, name: metadata.name };
  const current = await client.find(reference, { signal });
  const scope = (current?.['spec'] as DefinitionSpec | undefined)?.scope;
  if (scope === undefined || scope === (definition['spec'] as DefinitionSpec).scope) return;
  await client.delete(reference, { signal });
  await waitForDeleted(client, reference, { timeoutMs: servedWithinMs, signal });
}

/** The API server serves a definition, and ceases to serve a version, a moment after it took it. */
async function announced(client: KubernetesClient, definition: Manifest, signal: AbortSignal): Promise<void> {
  const { group, names, versions } = definition['spec'] as DefinitionSpec;
  for (const { name, served } of versions) {
    const apiVersion = `${group}/${name}`;
    await waitUntil(
      `the API server ${served ? 'to serve' : 'to cease to serve'} ${names.kind} in ${apiVersion}`,
      async () => {
        const resources = await client.resources(apiVersion, { fresh: true });
        const found = resources.some(({ kind }) => kind === names.kind);
        return found === served
          ? { done: true, value: undefined }
          : { done: false, missing: found ? 'it still does' : 'it does not yet' };
      },
      { timeoutMs: servedWithinMs, signal },
    );
  }
}
