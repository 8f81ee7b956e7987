import type { Manifest } from '../../../fixtures/smi/model.ts';
import type { NamedFault } from './fault.ts';

/** A fault of the SMI definitions that a mesh brings: what the API server then takes, refuses or forgets. */
export interface DefinitionFault extends NamedFault {
  /** Bends one CustomResourceDefinition; called for each. */
  readonly bendDefinition: (definition: Manifest) => Manifest;
}

interface DefinitionVersion {
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
function ofKind(kind: string, bend: (version: DefinitionVersion) => DefinitionVersion) {
  return (definition: Manifest): Manifest => {
    const spec = definition['spec'] as { names: { kind: string }; versions: readonly DefinitionVersion[] };
    if (spec.names.kind !== kind) return definition;
    return { ...definition, spec: { ...spec, versions: spec.versions.map(bend) } };
  };
}

/** Bends what lies at a path of properties (`*` is a list's items), where there is such a thing. */
function at(
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
function without(field: string): (schema: Schema) => Schema {
  return ({ properties = {}, required = [], ...rest }) => ({
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => name !== field)),
    required: required.filter((name) => name !== field),
  });
}

/** Bends what lies at a path of a TrafficTarget, which v1alpha1 has at the root and under other names. */
function ofTarget(
  path: readonly string[],
  bend: (schema: Schema) => Schema,
): DefinitionFault['bendDefinition'] {
  return ofKind('TrafficTarget', (version) =>
    version.name === 'v1alpha1'
      ? at(
          path.map((step) => (step === 'rules' ? 'specs' : step)),
          bend,
        )(version)
      : at(['spec', ...path], bend)(version),
  );
}

/** Makes one more field a must. */
function demanding(field: string): (schema: Schema) => Schema {
  return (schema) => ({ ...schema, required: [...(schema.required ?? []), field] });
}

const split = (...path: string[]) => ['spec', ...path];
const weight = split('backends', '*', 'weight');

export const definitionFaults: readonly DefinitionFault[] = [
  {
    name: 'splits-of-any-shape',
    lies: 'The definition of TrafficSplit has no schema to speak of.',
    breaks: [
      'split.schema.service-required',
      'split.schema.backends-required',
      'split.schema.backend-service-required',
      'split.schema.backend-weight-required',
      'split.schema.weight-string-rejected',
      'split.schema.matches-kind',
      'split.schema.matches-fields',
    ],
    bendDefinition: ofKind(
      'TrafficSplit',
      at(['spec'], () => ({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })),
    ),
  },
  {
    name: 'weights-are-percentages',
    lies: 'The definition of TrafficSplit takes weights from 1 to 100 only.',
    breaks: ['split.schema.weight-zero', 'split.schema.weight-large'],
    bendDefinition: ofKind(
      'TrafficSplit',
      at(weight, (schema) =>
        schema['type'] === undefined ? schema : { ...schema, minimum: 1, maximum: 100 },
      ),
    ),
  },
  {
    name: 'no-quantities',
    lies: 'The definition of TrafficSplit takes whole numbers as weights in v1alpha1 too.',
    breaks: ['split.schema.weight-quantity'],
    bendDefinition: ofKind(
      'TrafficSplit',
      at(weight, () => ({ type: 'integer', minimum: 0 })),
    ),
  },
  {
    name: 'matches-are-a-must',
    lies: 'The definition of TrafficSplit demands matches.',
    breaks: ['split.schema.matches-optional', 'split.schema.valid-minimal'],
    bendDefinition: ofKind('TrafficSplit', at(['spec'], demanding('matches'))),
  },
  {
    name: 'targets-of-any-shape',
    lies: 'The definition of TrafficTarget has no schema to speak of.',
    breaks: [
      'access.schema.destination-required',
      'access.schema.destination-kind-name',
      'access.schema.rules-required',
      'access.schema.sources-required',
      'access.schema.rule-kind',
      'access.schema.rule-name',
      'access.schema.port-number',
      'access.schema.port-removed',
    ],
    bendDefinition: ofTarget([], () => ({
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    })),
  },
  {
    name: 'ports-are-a-must',
    lies: 'The definition of TrafficTarget demands a port of the destination in every version.',
    breaks: ['access.schema.port-optional', 'access.schema.valid'],
    bendDefinition: ofTarget(['destination'], demanding('port')),
  },
  {
    name: 'namespaces-are-a-must',
    lies: 'The definition of TrafficTarget demands the namespaces of its destination.',
    breaks: ['access.schema.namespace-optional'],
    bendDefinition: ofTarget(['destination'], demanding('namespace')),
  },
  {
    name: 'fields-forgotten',
    lies: 'The definitions lack a field here and there, so that the API server drops it without a word.',
    breaks: ['api.roundtrip'],
    bendDefinition: (definition) =>
      [
        ofKind('TrafficSplit', at(['spec', 'matches', '*'], without('name'))),
        ofKind('TrafficTarget', at(['spec', 'rules', '*'], without('matches'))),
        ofKind('HTTPRouteGroup', at(['spec', 'matches', '*'], without('methods'))),
      ].reduce((bent, bend) => bend(bent), definition),
  },
  {
    name: 'newest-version-not-served',
    lies: 'The newest version of every kind is defined and not served, though the mesh declares it.',
    breaks: ['api.split.served', 'api.access.served', 'api.specs.served', 'api.identitybinding.served'],
    bendDefinition: (definition) => {
      const spec = definition['spec'] as { versions: readonly DefinitionVersion[] };
      const versions = spec.versions.map((version) =>
        version.name === 'v1alpha4' ? { ...version, served: false } : version,
      );
      return { ...definition, spec: { ...spec, versions } };
    },
  },
];
