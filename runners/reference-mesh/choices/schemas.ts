import { at, ofKind, ofTarget } from '../faults/bend-definition.ts';
import type { Choice } from './choice.ts';

/** What schemas may demand or let be where the specification says nothing. */
export const schemaChoices: readonly Choice[] = [
  {
    name: 'weights-of-any-number',
    chooses: 'A weight may be any number, as in the schema of the SDK.',
    shows: { 'split.schema.weight-whole': 'accepted', 'split.schema.weight-negative': 'accepted' },
    bendDefinition: ofKind('TrafficSplit', (version) =>
      version.name === 'v1alpha1'
        ? version
        : at(['spec', 'backends', '*', 'weight'], () => ({ type: 'number' }))(version),
    ),
  },
  {
    name: 'one-backend-at-least',
    chooses: 'A split without any backend is refused.',
    shows: { 'split.schema.empty-backends': 'rejected' },
    bendDefinition: ofKind(
      'TrafficSplit',
      at(['spec', 'backends'], (schema) => ({ ...schema, minItems: 1 })),
    ),
  },
  {
    name: 'each-backend-once',
    chooses: 'A split that lists a backend twice is refused.',
    shows: { 'split.schema.duplicate-backend': 'rejected' },
    bendDefinition: ofKind(
      'TrafficSplit',
      at(['spec', 'backends'], (schema) => ({
        ...schema,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['service'],
      })),
    ),
  },
  {
    name: 'sources-are-accounts-or-bindings',
    chooses: 'A source of another kind than ServiceAccount or IdentityBinding is refused.',
    shows: { 'access.schema.source-kind': 'rejected' },
    bendDefinition: ofTarget(['sources', '*', 'kind'], (schema) => ({
      ...schema,
      enum: ['ServiceAccount', 'IdentityBinding'],
    })),
  },
];
