import { at, ofKind, without, type BendDefinition, type DefinitionVersion } from './bend-definition.ts';
import type { DefinitionFault } from './definitions.ts';

interface DefinitionSpec {
  readonly group: string;
  readonly names: Readonly<Record<string, unknown>>;
  readonly versions: readonly DefinitionVersion[];
}

/** Bends what a definition says of its kind besides the schema. */
function ofSpec(bend: (spec: DefinitionSpec) => Readonly<Record<string, unknown>>): BendDefinition {
  return (definition) => ({ ...definition, spec: bend(definition['spec'] as DefinitionSpec) });
}

/** Serves only those of a group's versions that `wanted` lets pass. */
export function serving(group: string, wanted: (version: string) => boolean): BendDefinition {
  return ofSpec((spec) =>
    spec.group === `${group}.smi-spec.io`
      ? {
          ...spec,
          versions: spec.versions.map((version) => ({ ...version, served: wanted(version.name) })),
        }
      : { ...spec },
  );
}

const everything = ['api.*', 'split.*', 'access.*', 'specs.*', 'gen.*', 'ex.*'];

/** Faults in what an ordinary client sees of the kinds. */
export const surfaceFaults: readonly DefinitionFault[] = [
  {
    name: 'kinds-of-the-cluster',
    lies: 'The kinds are defined for the whole cluster instead of for a namespace.',
    breaks: ['api.namespaced'],
    alsoBreaks: everything,
    bendDefinition: ofSpec((spec) => ({ ...spec, scope: 'Cluster' })),
  },
  {
    name: 'no-short-names',
    lies: 'The kinds have no short names.',
    breaks: ['api.names'],
    bendDefinition: ofSpec((spec) => ({ ...spec, names: { ...spec.names, shortNames: [] } })),
  },
  {
    name: 'vendor-field-demanded',
    lies: 'The definitions demand a field that SMI does not have.',
    breaks: ['api.installable-anywhere', 'api.dryrun-admission'],
    alsoBreaks: everything,
    bendDefinition: ofSpec((spec) => ({
      ...spec,
      versions: spec.versions.map(
        at([], (schema) => ({
          ...schema,
          properties: { ...schema.properties, meshClass: { type: 'string' } },
          required: [...(schema.required ?? []), 'meshClass'],
        })),
      ),
    })),
  },
  {
    name: 'routes-of-another-time',
    lies: 'Routes are served in their first version only, which goes with no newer version of the other kinds.',
    breaks: ['api.compat-pairs'],
    alsoBreaks: everything,
    bendDefinition: serving('specs', (version) => version === 'v1alpha1'),
  },
  {
    name: 'versions-without-a-pair',
    lies: 'Splits in v1alpha3, access control in v1alpha1 and routes in v1alpha4 are served, which no document pairs.',
    breaks: ['api.compat-pairs'],
    alsoBreaks: ['api.*.served'],
    bendDefinition: (definition) =>
      [
        serving('split', (version) => version === 'v1alpha3'),
        serving('access', (version) => version === 'v1alpha1'),
        serving('specs', (version) => version === 'v1alpha4'),
      ].reduce((bent, bend) => bend(bent), definition),
  },
  {
    name: 'newest-version-forgets-weights',
    lies: 'The version that TrafficSplits are kept in has no weights, so that what was written in another one loses them.',
    breaks: ['api.multi-version', 'api.roundtrip'],
    alsoBreaks: ['split.*', 'gen.*', 'ex.*', 'api.installable-anywhere'],
    bendDefinition: ofKind('TrafficSplit', (version) =>
      version.name === 'v1alpha4' ? at(['spec', 'backends', '*'], without('weight'))(version) : version,
    ),
  },
  {
    name: 'stored-without-port',
    lies: 'TrafficTargets are stored in the newest version, so that the port of one written in v1alpha2 is forgotten.',
    breaks: ['access.port.restricts'],
    alsoBreaks: ['access.*', 'specs.*', 'ex.*'],
    bendDefinition: storedInTheNewest('TrafficTarget'),
  },
];

/** Keeps the objects of one kind in the newest version; of the others what it does not know at the root is kept as it is. */
function storedInTheNewest(kind: string): BendDefinition {
  return (definition) => {
    const spec = definition['spec'] as { names: { kind: string }; versions: readonly DefinitionVersion[] };
    const newest = spec.versions.at(-1);
    if (spec.names.kind !== kind || newest === undefined || newest.name <= 'v1alpha2') return definition;
    const { openAPIV3Schema } = newest.schema;
    const roomy = { openAPIV3Schema: { ...openAPIV3Schema, 'x-kubernetes-preserve-unknown-fields': true } };
    const versions = spec.versions.map((version) =>
      version === newest ? { ...version, storage: true, schema: roomy } : { ...version, storage: false },
    );
    return { ...definition, spec: { ...spec, versions } };
  };
}
