import { draftOf, finished, type Draft } from '../draft.ts';
import type { ResourceType } from '../registry/resource.ts';
import { conflict } from '../status/error.ts';
import type { StoredObject } from '../store.ts';
import { idOf, type Core } from './core.ts';
import { namespaceFinalizers, removeWhenFinished } from './finish.ts';

export interface RemoveOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly dryRun: boolean;
}

export interface Removed {
  readonly object: StoredObject;
  /** False where finalizers, a grace period or the contents of a namespace are still waited for. */
  readonly gone: boolean;
}

export const removeNow: RemoveOptions = {
  gracePeriodSeconds: undefined,
  propagationPolicy: undefined,
  preconditions: undefined,
  dryRun: false,
};

/** Deletes an object, or marks it as being deleted. */
export function removeObject(
  core: Core,
  type: ResourceType,
  object: StoredObject,
  options: RemoveOptions,
): Removed {
  checkPreconditions(type, object, options);
  const finalizers = finalizersFor(type, object, options);
  const grace = graceOf(type, object, options);
  const waits = finalizers.length > 0 || grace > 0 || holdsContents(type, object);
  const draft = draftOf(object);
  if (!waits) {
    if (isPod(type)) markDeleted(core, type, draft, 0);
    const last = finished(draft, object.metadata.resourceVersion);
    return { object: options.dryRun ? last : core.storage.remove(idOf(type), last), gone: true };
  }
  if (finalizers.length > 0) draft.metadata.finalizers = [...finalizers];
  markDeleted(core, type, draft, grace);
  if (type.resource === 'namespaces' && type.group === '') {
    draft['status'] = { ...(object['status'] as object | undefined), phase: 'Terminating' };
  }
  if (options.dryRun) return { object: finished(draft, object.metadata.resourceVersion), gone: false };
  const written = core.storage.write(idOf(type), object, (revision) => finished(draft, revision));
  removeWhenFinished(core, type, written);
  return {
    object: written,
    gone:
      core.storage.table(idOf(type)).get(object.metadata.namespace ?? '', object.metadata.name) === undefined,
  };
}

function markDeleted(core: Core, type: ResourceType, { metadata }: Draft, grace: number): void {
  const due = `${new Date(core.clock.now() + grace * 1_000).toISOString().slice(0, 19)}Z`;
  // A second deletion may only shorten the time that the first one gave.
  if (metadata.deletionTimestamp === undefined || due < metadata.deletionTimestamp || grace === 0) {
    if (metadata.deletionTimestamp === undefined && type.generation)
      metadata.generation = (metadata.generation ?? 0) + 1;
    if (metadata.deletionTimestamp === undefined || due < metadata.deletionTimestamp)
      metadata.deletionTimestamp = due;
    if (type.group !== '' || type.resource !== 'namespaces') metadata.deletionGracePeriodSeconds = grace;
  }
}

function checkPreconditions(
  type: ResourceType,
  { metadata }: StoredObject,
  { preconditions }: RemoveOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const kind = { group: type.group, resource: type.kind };
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(kind, metadata.name, mismatch('UID', uid, metadata.uid));
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      kind,
      metadata.name,
      mismatch('ResourceVersion', resourceVersion, metadata.resourceVersion),
    );
  }
}

const mismatch = (what: string, wanted: string, found: string): string =>
  `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). The object might have been ${what === 'UID' ? 'deleted and then recreated' : 'modified'}`;

/** Holds a CustomResourceDefinition until the objects of its kind are gone. */
export const definitionCleanup = 'customresourcecleanup.apiextensions.k8s.io';

/** `foregroundDeletion` and `orphan` are the garbage collector's: it removes them when the dependents are dealt with. */
function finalizersFor(
  type: ResourceType,
  { metadata }: StoredObject,
  { propagationPolicy }: RemoveOptions,
): readonly string[] {
  const present = metadata.finalizers ?? [];
  const others = present.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (propagationPolicy === 'Foreground') return [...others, 'foregroundDeletion'];
  if (propagationPolicy === 'Orphan') return [...others, 'orphan'];
  const kept = propagationPolicy === undefined ? present : others;
  if (type.resource !== 'customresourcedefinitions' || kept.includes(definitionCleanup)) return kept;
  return [...kept, definitionCleanup];
}

/** Only pods that are on a node and still run are given time to end. */
function graceOf(type: ResourceType, object: StoredObject, { gracePeriodSeconds }: RemoveOptions): number {
  if (!isPod(type)) return 0;
  const spec = object['spec'] as {
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
  };
  const status = object['status'] as { readonly phase?: string } | undefined;
  if (spec.nodeName === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return Math.max(0, gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30);
}

const isPod = (type: ResourceType): boolean => type.group === '' && type.resource === 'pods';

const holdsContents = (type: ResourceType, object: StoredObject): boolean =>
  type.group === '' && type.resource === 'namespaces' && namespaceFinalizers(object).length > 0;
