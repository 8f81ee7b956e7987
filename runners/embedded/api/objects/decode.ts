import type { Draft } from '../draft.ts';
import { isObject, type JsonObject } from '../json.ts';
import { apiVersionOf, type Served } from '../registry/resource.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { prune } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';
import { badRequest } from '../status/error.ts';
import { hooksOf, type Core } from './core.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface Decoded {
  readonly draft: Draft;
  readonly warnings: readonly string[];
}

/**
 * Turns the body of a request into an object of the version asked for: fields that the version does not know are left out.
 * @throws ApiError 400 for another kind or version, for fields of the wrong type in a built-in kind, and with `Strict` for
 * unknown fields
 */
export function decode(
  served: Served,
  body: unknown,
  validation: FieldValidation,
  extra: readonly string[] = [],
): Decoded {
  const { type, version } = served;
  const what = `${type.kind} in version ${JSON.stringify(version.name)} cannot be handled as a ${type.kind}`;
  if (!isObject(body)) throw badRequest(`${what}: the body is not an object`);
  const named = {
    kind: body['kind'] ?? type.kind,
    apiVersion: body['apiVersion'] ?? apiVersionOf(served),
    ...body,
  };
  checkTypeMeta(served, named);
  const unknown: string[] = [];
  const draft = prune({ ...named, metadata: body['metadata'] ?? {} }, version.schema, {
    unknown,
    dropNulls: !type.custom,
  }) as Draft;
  const messages = [...extra, ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`)];
  if (validation === 'Strict' && messages.length > 0)
    throw badRequest(`${what}: strict decoding error: ${messages.join(', ')}`);
  checkFieldTypes(served, draft, what);
  return { draft, warnings: validation === 'Warn' ? messages : [] };
}

function checkTypeMeta(served: Served, { kind, apiVersion }: JsonObject): void {
  const expected = apiVersionOf(served);
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${expected})`,
    );
  }
  if (kind !== served.type.kind) {
    throw badRequest(
      `${String(kind)} in version ${JSON.stringify(served.version.name)} cannot be handled as a ${served.type.kind}: converting (${String(kind)}) to (${served.type.kind}): unknown conversion`,
    );
  }
}

/** Types are part of decoding where there are Go types, and part of validation in custom objects, metadata excepted. */
function checkFieldTypes({ type, version }: Served, draft: Draft, what: string): void {
  const metadata = version.schema.properties?.['metadata'];
  const [wrong] = type.custom
    ? metadata === undefined
      ? []
      : validate(draft.metadata, metadata, 'metadata')
    : validate(draft, version.schema);
  if (wrong !== undefined)
    throw badRequest(`${what}: json: cannot unmarshal field ${wrong.field}: ${wrong.message}`);
}

/** Fills in the defaults of the schema and of the kind. */
export function fillDefaults(core: Core, served: Served, draft: Draft): void {
  applyDefaults(draft, served.version.schema);
  hooksOf(core, served.type).defaults?.(draft);
}
