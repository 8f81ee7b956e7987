import type { Draft } from '../draft.ts';
import { checkAnnotations, checkLabels, checkName, nameRequired, type NameRule } from '../names/names.ts';
import type { ResourceType, Served } from '../registry/resource.ts';
import type { Schema } from '../schema/types.ts';
import { validate } from '../schema/validate.ts';
import { forbiddenField, invalid, required, type FieldError } from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import { hooksOf, type Core } from './core.ts';

/** @throws ApiError 422 that names everything wrong with an object that is about to be stored */
export function checkObject(
  core: Core,
  served: Served,
  draft: Draft,
  old: StoredObject | undefined,
  statusAlone = false,
): void {
  const { type, version } = served;
  const errors = [
    ...checkMetadata(type, draft),
    ...checkFinalizers(draft, old),
    ...(type.custom ? checkSchema(draft, version.schema, old, statusAlone) : []),
    ...(statusAlone ? [] : (hooksOf(core, type).validate?.(draft, old) ?? [])),
  ];
  if (errors.length > 0) throw invalid(type, draft.metadata.name ?? '', errors);
}

/** Kubernetes looks at the status as if it were the whole when it alone is written; so the words know no more of its path. */
function checkSchema(
  draft: Draft,
  schema: Schema,
  old: StoredObject | undefined,
  statusAlone: boolean,
): FieldError[] {
  if (!statusAlone)
    return validate(withoutMetadata(draft), schema, '', old === undefined ? undefined : withoutMetadata(old));
  return validate(draft['status'] ?? {}, schema.properties?.['status'] ?? {}, '', old?.['status']).map(
    (error) => ({
      ...error,
      field: `status.${error.field}`,
    }),
  );
}

const withoutMetadata = (object: Draft | StoredObject): object => ({ ...object, metadata: {} });

function checkMetadata(type: ResourceType, { metadata }: Draft): FieldError[] {
  const { name, labels, annotations, ownerReferences, namespace } = metadata;
  const errors: FieldError[] = [];
  if (name === undefined || name === '') errors.push(nameRequired());
  else errors.push(...checkName(name, nameRule(type), 'metadata.name'));
  if (!type.namespaced && namespace !== undefined && namespace !== '') {
    errors.push(forbiddenField('metadata.namespace', 'not allowed on this type'));
  }
  if (labels !== undefined) errors.push(...checkLabels(labels, 'metadata.labels'));
  if (annotations !== undefined) errors.push(...checkAnnotations(annotations, 'metadata.annotations'));
  ownerReferences?.forEach((owner, at) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (((owner[field] as string | undefined) ?? '') === '') {
        errors.push(required(`metadata.ownerReferences[${at}].${field}`, `must not be empty`));
      }
    }
  });
  return errors;
}

/** What is being deleted may only lose finalizers. */
function checkFinalizers({ metadata }: Draft, old: StoredObject | undefined): FieldError[] {
  if (old?.metadata.deletionTimestamp === undefined) return [];
  const added = (metadata.finalizers ?? []).filter(
    (name) => old.metadata.finalizers?.includes(name) !== true,
  );
  if (added.length === 0) return [];
  const found = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
  return [forbiddenField('metadata.finalizers', why)];
}

function nameRule({ group, resource }: ResourceType): NameRule {
  if (group === 'rbac.authorization.k8s.io') return 'pathSegment';
  if (group !== '') return 'subdomain';
  return resource === 'services' ? 'serviceLabel' : resource === 'namespaces' ? 'label' : 'subdomain';
}
