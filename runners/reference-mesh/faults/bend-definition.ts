import type { Manifest } from '../../../fixtures/smi/model.ts';

/** Bends one CustomResourceDefinition of those that the mesh brings; called for each. */
export type BendDefinition = (definition: Manifest) => Manifest;

export interface DefinitionVersion {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
  readonly [field: string]: unknown;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly [field: string]: unknown;
}

/** Bends every version of one kind's definition. */
export function ofKind(
  kind: string,
  bend: (version: DefinitionVersion) => DefinitionVersion,
): BendDefinition {
  return (definition) => {
    const spec = definition['spec'] as { names: { kind: string }; versions: readonly DefinitionVersion[] };
    if (spec.names.kind !== kind) return definition;
    return { ...definition, spec: { ...spec, versions: spec.versions.map(bend) } };
  };
}

/** Bends what lies at a path of properties (`*` is a list's items), where there is such a thing. */
export function at(
  path: readonly string[],
  bend: (schema: Schema) => Schema,
): (version: DefinitionVersion) => DefinitionVersion {
  const walk = (schema: Schema, [step, ...rest]: readonly string[]): Schema => {
    if (step === undefined) return bend(schema);
    if (step === '*')
      return schema.items === undefined ? schema : { ...schema, items: walk(schema.items, rest) };
    const below = schema.properties?.[step];
    if (below === undefined) return schema;
    return { ...schema, properties: { ...schema.properties, [step]: walk(below, rest) } };
  };
  return (version) => ({
    ...version,
    schema: { openAPIV3Schema: walk(version.schema.openAPIV3Schema, path) },
  });
}

/** Takes a field out of a schema, so that the API server forgets it. */
export function without(field: string): (schema: Schema) => Schema {
  return ({ properties = {}, required = [], ...rest }) => ({
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => name !== field)),
    required: required.filter((name) => name !== field),
  });
}

/** Bends what lies at a path of a TrafficTarget, which v1alpha1 has at the root and under other names. */
export function ofTarget(path: readonly string[], bend: (schema: Schema) => Schema): BendDefinition {
  return ofKind('TrafficTarget', (version) =>
    version.name === 'v1alpha1'
      ? at(
          path.map((step) => (step === 'rules' ? 'specs' : step)),
          bend,
        )(version)
      : at(['spec', ...path], bend)(version),
  );
}

/** Bends what lies at a path of an HTTPRouteGroup, whose `matches` the two oldest versions have at the root. */
export function ofGroup(path: readonly string[], bend: (schema: Schema) => Schema): BendDefinition {
  return ofKind('HTTPRouteGroup', (version) =>
    at(version.name <= 'v1alpha2' ? path : ['spec', ...path], bend)(version),
  );
}

/** Makes one more field a must. */
export function demanding(field: string): (schema: Schema) => Schema {
  return (schema) => ({ ...schema, required: [...(schema.required ?? []), field] });
}
