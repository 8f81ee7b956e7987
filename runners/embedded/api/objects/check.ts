import type { Draft } from '../draft.ts';
import { checkAnnotations, checkLabels, checkName, nameRequired, type NameRule } from '../names/names.ts';
import type { ResourceType, Served } from '../registry/resource.ts';
import { validate } from '../schema/validate.ts';
import { forbiddenField, invalid, required, type FieldError } from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import { hooksOf, type Core } from './core.ts';

/** @throws ApiError 422 that names everything wrong with an object that is about to be stored */
export function checkObject(core: Core, served: Served, draft: Draft, old: StoredObject | undefined): void {
  const { type, version } = served;
  const errors = [
    ...checkMetadata(type, draft),
    ...(type.custom ? validate(withoutMetadata(draft), version.schema) : []),
    ...(hooksOf(core, type).validate?.(draft, old) ?? []),
  ];
  if (errors.length > 0) throw invalid(type, draft.metadata.name ?? '', errors);
}

const withoutMetadata = (draft: Draft): Draft => ({ ...draft, metadata: {} });

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

function nameRule({ group, resource }: ResourceType): NameRule {
  if (group === 'rbac.authorization.k8s.io') return 'pathSegment';
  if (group !== '') return 'subdomain';
  return resource === 'services' ? 'serviceLabel' : resource === 'namespaces' ? 'label' : 'subdomain';
}
