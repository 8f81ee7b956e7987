import { timestamp } from '../clock.ts';
import type { ManagedFieldsEntry } from '../draft.ts';
import { asText, dig, isObject, type JsonObject } from '../json.ts';
import { idOf, type Core } from '../objects/core.ts';
import { createObject } from '../objects/create.ts';
import { checkFit } from '../objects/versions.ts';
import { decode, StrictDecodingError, type Decoded, type FieldValidation } from '../objects/decode.ts';
import { updateObject } from '../objects/update.ts';
import { applyFields } from '../patch/apply.ts';
import { readEntries } from '../patch/managed-fields.ts';
import { apiVersionOf } from '../registry/resource.ts';
import { ApiError, badRequest, notFound } from '../status/error.ts';
import { inVersion } from '../storage/representation.ts';
import { answer, checkNameInPath, type Subresource } from './answer.ts';
import type { Body } from './body.ts';
import type { Exchange } from './exchange.ts';
import type { WriteParameters } from './options.ts';
import type { ResourceRoute } from './route.ts';

/** Server-side apply: creates the object or merges the wanted fields into it. */
export function applyPatch(
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
  const known = readEntries(live?.metadata['managedFields'] as readonly ManagedFieldsEntry[] | undefined);
  const where = `(${namespace}/${name}; ${apiVersionOf(served)}, Kind=${type.kind})`;
  checkFit(
    served,
    live ?? {},
    [],
    `failed to create manager for existing fields: failed to convert new object ${where} to smd typed`,
  );
  const { object, owners } = applyFields({
    live,
    empty: { apiVersion: apiVersionOf(served), kind: type.kind, metadata: {}, ...type.zero },
    wanted: subresource === 'status' ? { status: wanted['status'] } : wanted,
    schema: version.schema,
    owners: known,
    inspect: (merged) => checkFit(served, merged, known, 'failed to convert new object'),
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
