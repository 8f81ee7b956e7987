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
  const finalizers = finalizersFor(object, options);
  const grace = graceOf(type, object, options);
  const waits = finalizers.length > 0 || grace > 0 || holdsContents(type, object);
  if (!waits) {
    return { object: options.dryRun ? object : core.storage.remove(idOf(type), object), gone: true };
  }
  const draft = draftOf(object);
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
    metadata.deletionGracePeriodSeconds = grace;
  }
}

function checkPreconditions(
  type: ResourceType,
  { metadata }: StoredObject,
  { preconditions }: RemoveOptions,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
  }
}

/** `foregroundDeletion` and `orphan` are the garbage collector's: it removes them when the dependents are dealt with. */
function finalizersFor({ metadata }: StoredObject, { propagationPolicy }: RemoveOptions): readonly string[] {
  const others = (metadata.finalizers ?? []).filter(
    (name) => name !== 'orphan' && name !== 'foregroundDeletion',
  );
  if (propagationPolicy === 'Foreground') return [...others, 'foregroundDeletion'];
  if (propagationPolicy === 'Orphan') return [...others, 'orphan'];
  return propagationPolicy === undefined ? (metadata.finalizers ?? []) : others;
}

/** Only pods that are on a node and still run are given time to end. */
function graceOf(type: ResourceType, object: StoredObject, { gracePeriodSeconds }: RemoveOptions): number {
  if (type.group !== '' || type.resource !== 'pods') return 0;
  const spec = object['spec'] as {
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
  };
  const status = object['status'] as { readonly phase?: string } | undefined;
  if (spec.nodeName === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return Math.max(0, gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30);
}

const holdsContents = (type: ResourceType, object: StoredObject): boolean =>
  type.group === '' && type.resource === 'namespaces' && namespaceFinalizers(object).length > 0;
