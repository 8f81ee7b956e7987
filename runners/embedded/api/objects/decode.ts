import type { Draft } from '../draft.ts';
import { asText, dig, isArray, isObject, type JsonObject } from '../json.ts';
import { apiVersionOf, type Served } from '../registry/resource.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { prune } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';
import { ApiError, badRequest } from '../status/error.ts';
import { invalid, invalidValue } from '../status/field-error.ts';
import { hooksOf, type Core } from './core.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface Decoded {
  readonly draft: Draft;
  readonly warnings: readonly string[];
}

/** The 400 for fields that the version does not know, or that are written twice. */
export class StrictDecodingError extends ApiError {
  readonly finding: string;
  /** The fields that are not known. */
  readonly fields: readonly string[];

  constructor(what: string, messages: readonly string[], fields: readonly string[]) {
    const finding = `strict decoding error: ${messages.join(', ')}`;
    super(400, 'BadRequest', `${what}: ${finding}`);
    this.finding = finding;
    this.fields = fields;
  }
}

export interface DecodeOptions {
  /** Findings about the text itself, such as a field that is written twice. */
  readonly findings?: (() => readonly string[]) | undefined;
  /** Keeps what is written as nothing, such as an empty list: to an apply that says something. */
  readonly literal?: boolean;
}

const noFindings = (): readonly string[] => [];

/**
 * Turns the body of a request into an object of the version asked for: fields that the version does not know are left out.
 * @throws ApiError 400 for another kind or version, for fields of the wrong type in a built-in kind, and with `Strict` for
 * unknown fields
 */
export function decode(
  served: Served,
  body: unknown,
  validation: FieldValidation,
  { findings = noFindings, literal = false }: DecodeOptions = {},
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
    dropNulls: !type.custom && !literal,
  }) as Draft;
  if (!literal) dropEmptyMetadata(draft);
  // An empty list there asks for something: to own nothing from now on.
  const managed = dig(body, 'metadata', 'managedFields');
  if (isArray(managed) && managed.length === 0) draft.metadata.managedFields = [];
  if (type.custom) unknown.sort();
  const messages = [
    ...(validation === 'Strict' ? findings() : []),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  if (validation === 'Strict' && messages.length > 0) throw new StrictDecodingError(what, messages, unknown);
  checkFieldTypes(served, draft, what);
  return { draft, warnings: validation === 'Warn' ? messages : [] };
}

/** Metadata has the same type in all kinds, one that does not tell empty from absent. */
function dropEmptyMetadata({ metadata }: Draft): void {
  for (const name of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields'] as const) {
    if (Object.keys(metadata[name] ?? {}).length === 0) Reflect.deleteProperty(metadata, name);
  }
}

function checkTypeMeta(served: Served, { kind, apiVersion, metadata }: JsonObject): void {
  const { type, version } = served;
  const expected = apiVersionOf(served);
  if (apiVersion === expected && kind === type.kind) return;
  if (!type.custom) {
    throw badRequest(
      `${asText(kind)} in version ${JSON.stringify(version.name)} cannot be handled as a ${type.kind}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    );
  }
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${asText(apiVersion)}) does not match the expected API version (${expected})`,
    );
  }
  const given = asText(kind);
  throw invalid({ ...type, kind: given }, asText(dig(metadata, 'name')), [
    invalidValue('kind', given, `must be ${type.kind}`),
  ]);
}

/** Types are part of decoding where there are Go types, and part of validation in custom objects, metadata excepted. */
function checkFieldTypes({ type, version }: Served, draft: Draft, what: string): void {
  const errors = type.custom
    ? validate(draft.metadata, version.schema.properties?.['metadata'] ?? {}, 'metadata')
    : validate(draft, version.schema);
  const wrong = errors.find((error) => error.type === 'FieldValueTypeInvalid');
  if (wrong !== undefined)
    throw badRequest(`${what}: json: cannot unmarshal field ${wrong.field}: ${wrong.message}`);
}

/** Fills in the defaults of the schema and of the kind. */
export function fillDefaults(core: Core, served: Served, draft: Draft): void {
  applyDefaults(draft, served.version.schema);
  hooksOf(core, served.type).defaults?.(draft);
}
