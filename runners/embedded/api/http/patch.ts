import { isObject, type JsonObject } from '../json.ts';
import type { Core } from '../objects/core.ts';
import { decode, StrictDecodingError, type Decoded, type FieldValidation } from '../objects/decode.ts';
import { updateObject } from '../objects/update.ts';
import { applyJsonPatch, applyMergePatch } from '../patch/json.ts';
import { applyStrategicPatch } from '../patch/strategic.ts';
import { ApiError, badRequest, unknownPatchType, unsupportedMediaType } from '../status/error.ts';
import { invalid, invalidValue } from '../status/field-error.ts';
import { inVersion } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { answer, named, type Subresource } from './answer.ts';
import { applyPatch } from './apply.ts';
import type { Body } from './body.ts';
import type { Exchange } from './exchange.ts';
import { checkPatchOptions, writeParameters } from './options.ts';
import type { ResourceRoute } from './route.ts';

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
  const old = named(core, route);
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
