import { timestamp } from '../clock.ts';
import type { Draft, ManagedFieldsEntry } from '../draft.ts';
import { isObject, type JsonObject } from '../json.ts';
import { createObject } from '../objects/create.ts';
import { idOf, type Core } from '../objects/core.ts';
import { decode, type Decoded } from '../objects/decode.ts';
import { removeObject } from '../objects/remove.ts';
import { existing, updateObject } from '../objects/update.ts';
import { applyFields } from '../patch/apply.ts';
import { applyJsonPatch, applyMergePatch } from '../patch/json.ts';
import { readEntries } from '../patch/managed-fields.ts';
import { applyStrategicPatch } from '../patch/strategic.ts';
import { apiVersionOf } from '../registry/resource.ts';
import { badRequest, methodNotAllowed, notFound, unsupportedMediaType } from '../status/error.ts';
import { inVersion, jsonOf } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { tableOf, wantsTable } from '../table/table.ts';
import type { Body, Exchange } from './exchange.ts';
import { checkPatchOptions, removeOptions, writeParameters } from './options.ts';
import { selection } from './read.ts';
import type { ResourceRoute } from './route.ts';

type Subresource = 'status' | undefined;

/** Answers with an object that was written. */
function answer(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  code: number,
  object: StoredObject,
): void {
  const { served } = route;
  if (served.version.deprecation !== undefined) exchange.warn([served.version.deprecation]);
  const table = wantsTable(exchange.accept);
  if (table === undefined) exchange.json(code, jsonOf(object, served));
  else
    exchange.json(
      code,
      tableOf(served, [inVersion(object, served)], {
        ...table,
        clock: core.clock,
        metadata: {},
        query: exchange.query,
      }),
    );
}

const missingIn =
  (route: ResourceRoute) =>
  (name: string): Error & ReturnType<typeof notFound> =>
    notFound(route.served.type, name);

export async function create(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { dryRun, validation } = writeParameters(exchange.query, 'CreateOptions');
  const body = await exchange.body();
  const { draft, warnings } = decode(route.served, body?.value, validation, body?.findings);
  exchange.warn(warnings);
  if (route.served.type.namespaced && !route.scoped) throw methodNotAllowed();
  answer(core, exchange, route, 201, createObject(core, route, draft, { manager: exchange.manager, dryRun }));
}

export async function update(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  subresource: Subresource,
): Promise<void> {
  const { dryRun, validation } = writeParameters(exchange.query, 'UpdateOptions');
  const body = await exchange.body();
  const { draft, warnings } = decode(route.served, body?.value, validation, body?.findings);
  exchange.warn(warnings);
  const old = existing(core, route, route.name, missingIn(route));
  answer(
    core,
    exchange,
    route,
    200,
    updateObject(core, route, old, draft, { manager: exchange.manager, dryRun, subresource }),
  );
}

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
  'application/strategic-merge-patch+json',
];

export async function patch(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  subresource: Subresource,
): Promise<void> {
  const { contentType } = exchange;
  const { custom } = route.served.type;
  const accepted = custom ? patchTypes.slice(0, 3) : patchTypes;
  const apply = contentType === 'application/apply-patch+yaml';
  if (!accepted.includes(contentType)) throw unsupportedMediaType(accepted);
  const { dryRun, validation } = writeParameters(exchange.query, 'PatchOptions');
  checkPatchOptions(exchange.query, apply);
  const body = await exchange.body();
  if (body === undefined) throw badRequest('the body of the request is empty');
  if (apply) {
    applyPatch(core, exchange, route, subresource, body, dryRun);
    return;
  }
  const old = existing(core, route, route.name, missingIn(route));
  const patched = patchedObject(inVersion(old, route.served), body, contentType, route);
  if (!isObject(patched)) throw badRequest('the patch does not leave an object');
  const { draft, warnings }: Decoded = decode(route.served, patched, validation, body.findings);
  exchange.warn(warnings);
  answer(
    core,
    exchange,
    route,
    200,
    updateObject(core, route, old, draft, { manager: exchange.manager, dryRun, subresource, patched: true }),
  );
}

function patchedObject(
  live: StoredObject,
  { value }: Body,
  contentType: string,
  { served }: ResourceRoute,
): unknown {
  switch (contentType) {
    case 'application/json-patch+json':
      return applyJsonPatch(live, value);
    case 'application/merge-patch+json':
      return applyMergePatch(live, value);
    default:
      return applyStrategicPatch(live, value, served.version.schema);
  }
}

function applyPatch(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  subresource: Subresource,
  { value }: Body,
  dryRun: boolean,
): void {
  const { served, name, namespace } = route;
  const { type, version } = served;
  const wanted = wantedObject(route, value);
  const old = core.storage.table(idOf(type)).get(namespace, name);
  if (old === undefined && subresource !== undefined) throw notFound(type, name);
  const live = old === undefined ? undefined : inVersion(old, served);
  const { object, owners } = applyFields({
    live: live ?? { apiVersion: apiVersionOf(served), kind: type.kind, metadata: {}, ...type.zero },
    wanted: subresource === 'status' ? { status: wanted['status'] } : wanted,
    schema: version.schema,
    owners: readEntries(live?.metadata['managedFields'] as readonly ManagedFieldsEntry[] | undefined),
    manager: { manager: exchange.manager, operation: 'Apply', apiVersion: apiVersionOf(served), subresource },
    force: exchange.query.get('force') === 'true',
    time: timestamp(core.clock),
    statusApart: version.status,
  });
  const { draft } = decode(served, object, 'Ignore');
  const options = { manager: exchange.manager, dryRun };
  if (old === undefined) {
    delete draft.metadata.resourceVersion;
    answer(core, exchange, route, 201, createObject(core, route, draft, options, owners));
  } else {
    answer(
      core,
      exchange,
      route,
      200,
      updateObject(core, route, old, draft, { ...options, subresource, owners, patched: true }),
    );
  }
}

/** What an apply asks for: exactly the fields that were sent, the name from the path where it is not said. */
function wantedObject({ served, name, namespace }: ResourceRoute, value: unknown): Draft {
  if (isObject(value) && isObject(value['metadata']) && value['metadata']['managedFields'] !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const { draft } = decode(served, value, 'Ignore');
  if ((draft.metadata.name ?? name) !== name) {
    throw badRequest(
      `the name of the object (${draft.metadata.name ?? ''}) does not match the name on the URL (${name})`,
    );
  }
  draft.metadata.name = name;
  if (served.type.namespaced) draft.metadata.namespace ??= namespace;
  return draft;
}

export async function remove(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { served, name } = route;
  const options = removeOptions(exchange.query, (await exchange.body())?.value);
  const object = existing(core, route, name, missingIn(route));
  const { object: left, gone } = removeObject(core, served.type, object, options);
  if (!gone || returnsDeleted.has(served.type.resource)) {
    answer(core, exchange, route, 200, left);
    return;
  }
  const { group, resource } = served.type;
  exchange.send(200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: resource, uid: object.metadata.uid },
  });
}

/** Kinds whose deletion is answered with the object itself. */
const returnsDeleted: ReadonlySet<string> = new Set(['pods', 'services', 'serviceaccounts']);

export async function removeCollection(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { served, namespace, scoped } = route;
  const options = removeOptions(exchange.query, (await exchange.body())?.value);
  const matches = selection(exchange, route);
  const objects = core.storage
    .table(idOf(served.type))
    .list(scoped ? namespace : undefined)
    .filter(matches);
  const items = objects.map((object) => removeObject(core, served.type, object, options).object);
  const result: JsonObject = {
    kind: served.type.listKind,
    apiVersion: apiVersionOf(served),
    metadata: { resourceVersion: String(core.storage.revision) },
    items: items.map((item) => inVersion(item, served)),
  };
  exchange.send(200, result);
}
