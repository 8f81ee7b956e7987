import type { Draft } from '../draft.ts';
import { equal } from '../json.ts';
import type { DefinitionSpec } from '../registry/custom.ts';
import type { Schema } from '../schema/types.ts';
import {
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  duplicate,
  type FieldError,
} from '../status/field-error.ts';
import type { StoredObject } from '../store.ts';
import type { Hooks } from './hooks.ts';

type Editable<T> = { -readonly [K in keyof T]: T[K] };

const specOf = (object: Draft | StoredObject): DefinitionSpec => object['spec'] as DefinitionSpec;

const noNames = { plural: '', kind: '' };

/** CustomResourceDefinitions. That their resource is served is up to lifecycle/definitions.ts. */
export const definitions: Hooks = {
  defaults(definition) {
    definition['spec'] ??= {};
    const spec = definition['spec'] as Record<string, unknown>;
    spec['conversion'] ??= { strategy: 'None' };
    const names = (spec['names'] ??= {}) as Editable<DefinitionSpec['names']>;
    if ((names.kind as string | undefined) === undefined) return;
    names.singular ??= names.kind.toLowerCase();
    names.listKind ??= `${names.kind}List`;
  },

  prepareCreate(definition) {
    const versions = (specOf(definition).versions as DefinitionSpec['versions'] | undefined) ?? [];
    definition['status'] = {
      acceptedNames: noNames,
      conditions: [],
      storedVersions: versions.filter(({ storage }) => storage).map(({ name }) => name),
    };
  },

  validate(definition, old) {
    const spec = specOf(definition);
    return [
      ...checkNames(definition, spec),
      ...checkVersions(spec),
      ...(old === undefined ? [] : checkChange(spec, specOf(old))),
    ];
  },
};

function checkNames({ metadata }: Draft, { group, scope, names }: Partial<DefinitionSpec>): FieldError[] {
  const errors: FieldError[] = [];
  const plural = names?.plural ?? '';
  if ((group ?? '') === '') errors.push(required('spec.group'));
  else if (group?.includes('.') !== true) {
    errors.push(invalidValue('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (scope === undefined) errors.push(required('spec.scope'));
  else if (!['Cluster', 'Namespaced'].includes(scope))
    errors.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  if (plural === '') errors.push(required('spec.names.plural'));
  if ((names?.kind ?? '') === '') errors.push(required('spec.names.kind'));
  if (metadata.name !== undefined && metadata.name !== `${plural}.${group ?? ''}`) {
    errors.push(invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  return errors;
}

function checkVersions(spec: Partial<DefinitionSpec>): FieldError[] {
  const versions = spec.versions ?? [];
  const errors: FieldError[] = [];
  const stored = versions.filter(({ storage }) => storage).length;
  if (versions.length === 0) return [required('spec.versions')];
  if (stored === 0)
    errors.push(invalidValue('status.storedVersions', [], 'must have at least one stored version'));
  if (stored !== 1) {
    errors.push(
      invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'),
    );
  }
  // Kubernetes looks at a schema that all versions share once, at the place where it stood in the API's first version.
  const shared = versions.every(({ schema }) => schema !== undefined && equal(schema, versions[0]?.schema));
  versions.forEach(({ name, schema }, at) => {
    if (versions.findIndex((version) => version.name === name) < at)
      errors.push(duplicate(`spec.versions[${at}].name`, name));
    const path = `${shared ? 'spec.validation' : `spec.versions[${at}].schema`}.openAPIV3Schema`;
    const own = schema?.openAPIV3Schema;
    if (own === undefined) errors.push(required(path, 'schemas are required'));
    else if (!shared || at === 0) errors.push(...checkStructure(own, path));
  });
  return errors;
}

/** A structural schema says the type of everything that it specifies. */
function checkStructure(schema: Schema, path: string, root = true): FieldError[] {
  const errors: FieldError[] = [];
  const untyped =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.type === undefined && (root || !untyped)) {
    errors.push(
      required(
        `${path}.type`,
        root ? 'must not be empty at the root' : 'must not be empty for specified object fields',
      ),
    );
  }
  if (root && schema.type !== undefined && schema.type !== 'object') {
    errors.push(invalidValue(`${path}.type`, schema.type, 'must be object at the root'));
  }
  if (
    schema.properties !== undefined &&
    schema.additionalProperties !== undefined &&
    schema.additionalProperties !== false
  ) {
    errors.push(
      forbiddenField(
        `${path}.additionalProperties`,
        'additionalProperties and properties are mutual exclusive',
      ),
    );
  }
  if (schema.uniqueItems === true) {
    errors.push(
      forbiddenField(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  }
  for (const [name, below] of Object.entries(schema.properties ?? {})) {
    if (root && (name === 'apiVersion' || name === 'kind' || name === 'metadata')) continue;
    errors.push(...checkStructure(below, `${path}.properties[${name}]`, false));
  }
  if (typeof schema.additionalProperties === 'object') {
    errors.push(...checkStructure(schema.additionalProperties, `${path}.additionalProperties`, false));
  }
  if (schema.items !== undefined) errors.push(...checkStructure(schema.items, `${path}.items`, false));
  if (schema.type === 'array' && schema.items === undefined && !untyped) {
    errors.push(required(`${path}.items`, 'must be specified'));
  }
  return errors;
}

function checkChange(spec: DefinitionSpec, old: DefinitionSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.group !== old.group) errors.push(invalidValue('spec.group', spec.group, 'field is immutable'));
  if (spec.scope !== old.scope) errors.push(invalidValue('spec.scope', spec.scope, 'field is immutable'));
  if (spec.names.kind !== old.names.kind)
    errors.push(invalidValue('spec.names.kind', spec.names.kind, 'field is immutable'));
  return errors;
}
