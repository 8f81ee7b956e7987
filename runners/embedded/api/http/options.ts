import type { FieldValidation } from '../objects/decode.ts';
import type { RemoveOptions } from '../objects/remove.ts';
import { asText, isObject } from '../json.ts';
import { badRequest } from '../status/error.ts';
import { forbiddenField, invalid, notSupported, type FieldError } from '../status/field-error.ts';

const optionsKind = (
  kind: string,
): { readonly group: string; readonly resource: string; readonly kind: string } => ({
  group: 'meta.k8s.io',
  resource: '',
  kind,
});

const validations = ['Ignore', 'Strict', 'Warn'];

export interface WriteParameters {
  readonly dryRun: boolean;
  readonly validation: FieldValidation;
}

/** The query parameters of a write. @throws ApiError 422 for values that the API does not know */
export function writeParameters(query: URLSearchParams, kind: string): WriteParameters {
  const validation = query.get('fieldValidation') ?? '';
  const errors: FieldError[] = dryRunErrors(query.getAll('dryRun'));
  if (validation !== '' && !validations.includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, ['', ...validations]));
  }
  if (errors.length > 0) throw invalid(optionsKind(kind), '', errors);
  return {
    dryRun: query.getAll('dryRun').length > 0,
    validation: validation === '' ? 'Warn' : (validation as FieldValidation),
  };
}

/** @throws ApiError 422 for `fieldManager` and `force` where a patch may not have them */
export function checkPatchOptions(query: URLSearchParams, apply: boolean): void {
  const errors: FieldError[] = [];
  if (apply && (query.get('fieldManager') ?? '') === '') {
    errors.push({
      type: 'FieldValueRequired',
      field: 'fieldManager',
      message: 'Required value: is required for apply patch',
    });
  }
  if (!apply && query.has('force'))
    errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  if (errors.length > 0) throw invalid(optionsKind('PatchOptions'), '', errors);
}

const dryRunErrors = (values: readonly string[]): FieldError[] =>
  values.some((value) => value !== 'All') ? [notSupported('dryRun', values, ['All'])] : [];

const policies = ['Foreground', 'Background', 'Orphan'] as const;

/** DeleteOptions, from the body or else from the query. */
export function removeOptions(query: URLSearchParams, body: unknown): RemoveOptions {
  const given = isObject(body) ? body : {};
  const kind = given['kind'];
  if (kind !== undefined && kind !== 'DeleteOptions') {
    throw badRequest(`converting (${asText(kind)}) to (v1.DeleteOptions): unknown conversion`);
  }
  const grace = given['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined;
  const dryRun = (given['dryRun'] as readonly string[] | undefined) ?? query.getAll('dryRun');
  const orphan = given['orphanDependents'] ?? query.get('orphanDependents');
  const asked = given['propagationPolicy'] ?? query.get('propagationPolicy') ?? undefined;
  const policy = policies.find((each) => each === asked);
  const errors = dryRunErrors(dryRun);
  if (asked !== undefined && policy === undefined) {
    errors.push(notSupported('propagationPolicy', asked, [...policies, 'nil']));
  }
  if (errors.length > 0) throw invalid(optionsKind('DeleteOptions'), '', errors);
  return {
    gracePeriodSeconds: grace === undefined ? undefined : Number(grace),
    propagationPolicy: orphan === true || orphan === 'true' ? 'Orphan' : policy,
    preconditions: given['preconditions'] as RemoveOptions['preconditions'],
    dryRun: dryRun.length > 0,
  };
}
