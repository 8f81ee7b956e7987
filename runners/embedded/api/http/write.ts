import { timestamp } from '../clock.ts';
import type { Draft, ManagedFieldsEntry } from '../draft.ts';
import { asText, dig, isObject, type JsonObject } from '../json.ts';
import { createObject } from '../objects/create.ts';
import { idOf, type Core } from '../objects/core.ts';
import { decode, StrictDecodingError, type Decoded, type FieldValidation } from '../objects/decode.ts';
import { removeObject } from '../objects/remove.ts';
import { existing, updateObject } from '../objects/update.ts';
import { applyFields } from '../patch/apply.ts';
import { applyJsonPatch, applyMergePatch } from '../patch/json.ts';
import { readEntries } from '../patch/managed-fields.ts';
import { applyStrategicPatch } from '../patch/strategic.ts';
import { apiVersionOf } from '../registry/resource.ts';
import {
  unknownPatchType,
  badRequest,
  methodNotAllowed,
  notFound,
  unsupportedMediaType,
  ApiError,
} from '../status/error.ts';
import { invalid, invalidValue } from '../status/field-error.ts';
import { inVersion, jsonOf } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { tableOf, wantsTable } from '../table/table.ts';
import type { Body, Exchange } from './exchange.ts';
import { checkPatchOptions, removeOptions, writeParameters, type WriteParameters } from './options.ts';
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
  const { draft, warnings } = decode(route.served, body?.value, validation, { findings: body?.findings });
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
  const { draft, warnings } = decode(route.served, body?.value, validation, { findings: body?.findings });
  exchange.warn(warnings);
  checkNameInPath(route, draft);
  const old = existing(core, route, route.name, missingIn(route));
  answer(
    core,
    exchange,
    route,
    200,
    updateObject(core, route, old, draft, { manager: exchange.manager, dryRun, subresource }),
  );
}

function checkNameInPath({ name }: ResourceRoute, { metadata }: Draft): void {
  if (metadata.name === name) return;
  throw badRequest(
    `the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`,
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
  if (!accepted.includes(contentType)) {
    throw patchTypes.includes(contentType) ? unsupportedMediaType(accepted) : unknownPatchType();
  }
  const { dryRun, validation } = writeParameters(exchange.query, 'PatchOptions');
  checkPatchOptions(exchange.query, apply);
  const body = await exchange.body();
  if (body === undefined) throw badRequest('the body of the request is empty');
  if (apply) {
    applyPatch(core, exchange, route, subresource, body, { dryRun, validation });
    return;
  }
  const old = existing(core, route, route.name, missingIn(route));
  const patched = patchedObject(inVersion(old, route.served), body, contentType, route);
  if (!isObject(patched)) throw badRequest('the patch does not leave an object');
  const { draft, warnings } = decodePatched(route, patched, validation, body);
  exchange.warn(warnings);
  answer(
    core,
    exchange,
    route,
    200,
    updateObject(core, route, old, draft, { manager: exchange.manager, dryRun, subresource, patched: true }),
  );
}

/** What a patch leaves that cannot be read is a fault of the patch and not of the object. */
function decodePatched(
  { served }: ResourceRoute,
  patched: JsonObject,
  validation: FieldValidation,
  body: Body,
): Decoded {
  try {
    return decode(served, patched, validation, { findings: body.findings });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 400) throw error;
    const finding = error instanceof StrictDecodingError ? error.finding : error.message;
    throw invalid({ group: '', resource: '', kind: '' }, '', [
      invalidValue('patch', JSON.stringify(patched), finding),
    ]);
  }
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
  { dryRun, validation }: WriteParameters,
): void {
  const { served, name, namespace } = route;
  const { type, version } = served;
  const { draft: wanted, warnings } = wantedObject(route, value, validation);
  exchange.warn(warnings);
  const old = core.storage.table(idOf(type)).get(namespace, name);
  if (old === undefined && subresource !== undefined) throw notFound(type, name);
  const live = old === undefined ? undefined : inVersion(old, served);
  const { object, owners } = applyFields({
    live,
    empty: { apiVersion: apiVersionOf(served), kind: type.kind, metadata: {}, ...type.zero },
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
function wantedObject(route: ResourceRoute, value: unknown, validation: FieldValidation): Decoded {
  const { served, name, namespace } = route;
  if (!isObject(value) || asText(value['kind']) === '' || asText(value['apiVersion']) === '') {
    throw badRequest("Object 'Kind' or 'apiVersion' is missing in the patch");
  }
  if (dig(value, 'metadata', 'managedFields') !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  const decoded = served.type.custom ? decode(served, value, validation) : decodeDeclared(route, value);
  const { metadata } = decoded.draft;
  if (metadata.name !== undefined) checkNameInPath(route, decoded.draft);
  metadata.name = name;
  if (served.type.namespaced) metadata.namespace ??= namespace;
  return decoded;
}

/** A built-in kind's fields are owned by its schema: what that does not declare cannot be applied, whatever is asked for. */
function decodeDeclared({ served, name, namespace }: ResourceRoute, value: JsonObject): Decoded {
  try {
    return decode(served, value, 'Strict', { literal: true });
  } catch (error) {
    if (!(error instanceof StrictDecodingError)) throw error;
    const where = `${namespace}/${name}; ${apiVersionOf(served)}, Kind=${served.type.kind}`;
    const fields = error.fields.map((field) => `.${field}: field not declared in schema`);
    throw new ApiError(500, '', `failed to create typed patch object (${where}): ${fields.join('\n')}`);
  }
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
