import { randomUUID } from 'node:crypto';
import { timestamp } from '../clock.ts';
import { finished, type Draft } from '../draft.ts';
import { generatedName } from '../names/generate.ts';
import { ownAfterUpdate, writeEntries, type Ownership } from '../patch/managed-fields.ts';
import { apiVersionOf, groupVersion, type Served } from '../registry/resource.ts';
import { prune } from '../schema/prune.ts';
import { alreadyExists, ApiError, badRequest, forbidden, notFound } from '../status/error.ts';
import type { StoredObject } from '../store.ts';
import { checkObject } from './check.ts';
import { hooksOf, idOf, type Core, type Target, type WriteOptions } from './core.ts';
import { fillDefaults } from './decode.ts';

/**
 * Stores a new object.
 * @param draft a decoded object; it is changed
 * @param owners who owns its fields, where server-side apply has found that out
 */
export function createObject(
  core: Core,
  target: Target,
  draft: Draft,
  options: WriteOptions,
  owners?: readonly Ownership[],
): StoredObject {
  const { served, namespace } = target;
  const { type } = served;
  place(target, draft);
  if (type.namespaced) checkNamespace(core, target, draft);
  if ((draft.metadata.resourceVersion ?? '') !== '') {
    throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
  }
  fillDefaults(core, served, draft);
  const now = timestamp(core.clock);
  const owned = owners ?? ownersOfNew(served, draft, options.manager, now);
  const { metadata } = draft;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = now;
  for (const name of [
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'managedFields',
    'selfLink',
  ] as const)
    Reflect.deleteProperty(metadata, name);
  if (type.generation) metadata.generation = 1;
  else delete metadata.generation;
  if (served.version.status) delete draft['status'];
  const hooks = hooksOf(core, type);
  hooks.prepareCreate?.(draft, core);
  checkObject(core, served, draft, undefined);
  const id = idOf(type);
  if (core.storage.table(id).get(namespace, metadata.name ?? '') !== undefined)
    throw alreadyExists(type, metadata.name ?? '');
  const entries = writeEntries(owned);
  if (entries.length > 0) metadata.managedFields = entries;
  const stored = toStorage(served, draft);
  if (options.dryRun) return finished(stored, undefined);
  hooks.created?.(stored, core);
  return core.storage.write(id, undefined, (revision) => finished(stored, revision));
}

/** Gives the object its name and namespace. */
function place({ served, namespace }: Target, { metadata }: Draft): void {
  const { name = '', generateName = '' } = metadata;
  if (name === '' && generateName !== '') metadata.name = generatedName(generateName);
  if (!served.type.namespaced) return;
  const given = metadata.namespace ?? '';
  if (given !== '' && given !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  metadata.namespace = namespace;
}

function checkNamespace(core: Core, { served, namespace }: Target, draft: Draft): void {
  const found = core.storage.table({ group: '', resource: 'namespaces' }).get('', namespace);
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    served.type,
    draft.metadata.name ?? '',
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}

function ownersOfNew(served: Served, draft: Draft, manager: string, time: string): readonly Ownership[] {
  const { apiVersion, kind } = draft;
  const written = served.version.status ? { ...draft, status: served.type.zero['status'] } : draft;
  return ownAfterUpdate(
    [],
    { apiVersion, kind, metadata: {}, ...served.type.zero },
    written,
    served.version.schema,
    { manager, operation: 'Update', apiVersion: apiVersionOf(served), subresource: undefined },
    time,
  );
}

/** The object in the version that its kind is stored in. */
export function toStorage({ type, version }: Served, draft: Draft): Draft {
  if (version === type.storage) return draft;
  const apiVersion = groupVersion(type.group, type.storage.name);
  return prune({ ...draft, apiVersion }, type.storage.schema) as Draft;
}
