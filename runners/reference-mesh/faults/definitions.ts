import {
  at,
  demanding,
  ofKind,
  ofTarget,
  without,
  type BendDefinition,
  type DefinitionVersion,
} from './bend-definition.ts';
import type { NamedFault } from './fault.ts';

/** A fault of the SMI definitions that a mesh brings: what the API server then takes, refuses or forgets. */
export interface DefinitionFault extends NamedFault {
  readonly bendDefinition: BendDefinition;
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
    name: 'groups-of-any-shape',
    lies: 'The definition of HTTPRouteGroup has no schema to speak of.',
    breaks: [
      'specs.http.schema.matches-required',
      'specs.http.schema.name-required',
      'specs.http.schema.method-enum',
    ],
    bendDefinition: ofKind('HTTPRouteGroup', (version) => ({
      ...version,
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
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
    breaks: ['api.roundtrip', 'api.standard-tools'],
    alsoBreaks: ['access.*', 'specs.*'],
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
