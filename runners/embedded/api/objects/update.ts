import { timestamp } from '../clock.ts';
import { draftOf, finished, type Draft, type DraftMeta, type ManagedFieldsEntry } from '../draft.ts';
import { equal } from '../json.ts';
import { ownAfterUpdate, readEntries, writeEntries, type Ownership } from '../patch/managed-fields.ts';
import { apiVersionOf, type Served } from '../registry/resource.ts';
import { badRequest, conflict, outdated } from '../status/error.ts';
import { invalid, invalidValue } from '../status/field-error.ts';
import { inVersion } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { checkObject } from './check.ts';
import { hooksOf, idOf, type Core, type Target, type WriteOptions } from './core.ts';
import { toStorage } from './create.ts';
import { fillDefaults } from './decode.ts';
import { removeWhenFinished } from './finish.ts';
import { fitsOwners } from './versions.ts';

export interface UpdateOptions extends WriteOptions {
  readonly subresource: 'status' | 'scale' | undefined;
  /** Who owns the fields, where server-side apply has found that out. */
  readonly owners?: readonly Ownership[];
  /** Whether the draft was made from the present object, so that it needs no resourceVersion of its own. */
  readonly patched?: boolean;
}

/**
 * Replaces an object. Writes nothing when nothing changes.
 * @param draft the decoded new object, complete; it is changed
 */
export function updateObject(
  core: Core,
  target: Target,
  old: StoredObject,
  draft: Draft,
  options: UpdateOptions,
): StoredObject {
  const { served } = target;
  const { type } = served;
  checkPreconditions(target, old, draft, options.patched === true);
  const live = inVersion(old, served);
  fillDefaults(core, served, draft);
  const next =
    options.subresource === 'status' ? withStatusOf(live, draft) : withKeptStatus(served, live, draft);
  keepServerFields(live, next);
  const owners = options.owners ?? ownersAfter(core, served, live, next, options);
  hooksOf(core, type).prepareUpdate?.(next, live, core);
  if (type.generation && options.subresource !== 'status') countGeneration(live, next);
  checkObject(core, served, next, live, options.subresource === 'status');
  if (owners.length === 0) delete next.metadata.managedFields;
  else next.metadata.managedFields = writeEntries(owners);
  const stored = toStorage(served, next);
  if (unchanged(old, stored)) return old;
  if (options.dryRun) return finished(stored, old.metadata.resourceVersion);
  const written = core.storage.write(idOf(type), old, (revision) => finished(stored, revision));
  removeWhenFinished(core, type, written);
  return written;
}

function checkPreconditions(
  { served, namespace }: Target,
  old: StoredObject,
  draft: Draft,
  patched: boolean,
): void {
  const { name, namespace: given, uid, resourceVersion } = draft.metadata;
  const { metadata } = old;
  if ((name ?? '') !== metadata.name) {
    throw badRequest(
      `the name of the object (${name ?? ''}) does not match the name on the URL (${metadata.name})`,
    );
  }
  if (served.type.namespaced && (given ?? '') !== '' && given !== namespace) {
    throw badRequest('the namespace of the object does not match the namespace on the URL');
  }
  if ((uid ?? '') !== '' && uid !== metadata.uid) {
    throw conflict(
      served.type,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid ?? ''}, UID in object meta: ${metadata.uid}`,
    );
  }
  if ((resourceVersion ?? '') === '') {
    if (!patched && served.type.custom) {
      throw invalid({ ...served.type, kind: served.type.resource }, metadata.name, [
        invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
      ]);
    }
  } else if (resourceVersion !== metadata.resourceVersion) {
    throw outdated(served.type, metadata.name);
  }
}

function withStatusOf(live: StoredObject, draft: Draft): Draft {
  const next = draftOf(live);
  if (draft['status'] === undefined) delete next['status'];
  else next['status'] = draft['status'];
  if (draft.metadata.managedFields !== undefined) next.metadata.managedFields = draft.metadata.managedFields;
  return next;
}

function withKeptStatus(served: Served, live: StoredObject, draft: Draft): Draft {
  if (!served.version.status) return draft;
  if (live['status'] === undefined) delete draft['status'];
  else draft['status'] = live['status'];
  return draft;
}

const kept = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
] as const;

function keepServerFields(live: StoredObject, { metadata }: Draft): void {
  const from = live.metadata as DraftMeta;
  for (const name of kept) {
    if (from[name] === undefined) Reflect.deleteProperty(metadata, name);
    else Object.assign(metadata, { [name]: from[name] });
  }
}

function ownersAfter(
  core: Core,
  served: Served,
  live: StoredObject,
  next: Draft,
  options: UpdateOptions,
): readonly Ownership[] {
  // An empty list in the request takes the ownership of everything away, as the API documents.
  const given =
    next.metadata.managedFields ?? (live.metadata['managedFields'] as ManagedFieldsEntry[] | undefined);
  const owners = readEntries(given);
  // Kubernetes gives the books up, for good, when it cannot compare the object in every version that they are kept in.
  if (owners.length === 0 || ![live, next].every((each) => fitsOwners(served, each, owners))) return [];
  return ownAfterUpdate(
    owners,
    live,
    next,
    served.version.schema,
    {
      manager: options.manager,
      operation: 'Update',
      apiVersion: apiVersionOf(served),
      subresource: options.subresource,
    },
    timestamp(core.clock),
  );
}

function countGeneration(live: StoredObject, next: Draft): void {
  const specification = (object: Draft | StoredObject): object => ({
    ...object,
    metadata: undefined,
    status: undefined,
  });
  if (!equal(specification(live), specification(next))) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
}

const unchanged = (old: StoredObject, next: Draft): boolean => equal(comparable(old), comparable(next));

/** Without the revision, and without the times at which fields were last owned. */
const comparable = (object: StoredObject | Draft): object => {
  const managedFields = object.metadata['managedFields'] as readonly ManagedFieldsEntry[] | undefined;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion: undefined,
      managedFields: (managedFields ?? []).map((entry) => ({ ...entry, time: undefined })),
    },
  };
};
