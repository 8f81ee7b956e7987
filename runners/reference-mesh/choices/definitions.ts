import type { Manifest } from '../../../fixtures/smi/model.ts';
import { at, ofKind, type BendDefinition, type DefinitionVersion } from '../faults/bend-definition.ts';
import { serving } from '../faults/surface.ts';
import type { Choice } from './choice.ts';

/** Bends the headers of route groups, in each version that has them. */
function headersOfRoutes(schema: Readonly<Record<string, unknown>>): BendDefinition {
  const bend = (version: DefinitionVersion): DefinitionVersion =>
    [['matches'], ['spec', 'matches']].reduce(
      (bent, path) => at([...path, '*', 'headers'], () => schema)(bent),
      version,
    );
  return ofKind('HTTPRouteGroup', bend);
}

/** Of each version of route groups another shape of headers. */
function headersByVersion(definition: Manifest): Manifest {
  return ofKind('HTTPRouteGroup', (version) =>
    version.name === 'v1alpha4'
      ? version
      : at(
          ['spec', 'matches', '*', 'headers'],
          () => listOfMaps,
        )(at(['matches', '*', 'headers'], () => listOfMaps)(version)),
  )(definition);
}

const listOfMaps = {
  type: 'array',
  items: { type: 'object', additionalProperties: { type: 'string' } },
} as const;

const only = (wanted: string) => (version: string) => version === wanted;

/** Open points of the definitions, decided otherwise: what is served, and in which shape. */
export const definitionChoices: readonly Choice[] = [
  {
    name: 'no-service-column',
    chooses: 'Tables of TrafficSplits have no column for the root service.',
    shows: { 'api.printer-column': 'no-column' },
    bendDefinition: ofKind('TrafficSplit', (version) => ({
      ...version,
      additionalPrinterColumns: [],
    })),
  },
  {
    name: 'headers-as-list',
    chooses: 'Headers of a route are a list of maps with one key each, as in the SDK.',
    shows: { 'api.headers-shape': 'list' },
    bendDefinition: headersOfRoutes(listOfMaps),
  },
  {
    name: 'headers-of-any-shape',
    chooses: 'Headers of a route may be written in either shape.',
    shows: { 'api.headers-shape': 'both' },
    bendDefinition: headersOfRoutes({ 'x-kubernetes-preserve-unknown-fields': true }),
  },
  {
    name: 'headers-by-version',
    chooses: 'Headers of a route are a map in the newest version and a list in those before.',
    shows: {},
    bendDefinition: headersByVersion,
  },
  {
    name: 'headers-as-text',
    chooses: 'Headers of a route are written as one text, which is neither of the two shapes.',
    shows: { 'api.headers-shape': 'neither' },
    bendDefinition: headersOfRoutes({ type: 'string' }),
  },
  {
    name: 'oldest-split-only',
    chooses: 'Traffic splitting is served in v1alpha1 only.',
    shows: {},
    bendDefinition: serving('split', only('v1alpha1')),
  },
  {
    name: 'older-access-control',
    chooses: 'Access control is served in v1alpha2 with routes in v1alpha3.',
    shows: {},
    bendDefinition: (definition) =>
      serving('access', only('v1alpha2'))(serving('specs', only('v1alpha3'))(definition)),
  },
  {
    name: 'no-access-control',
    chooses: 'No version of access control is served.',
    shows: {},
    bendDefinition: serving('access', () => false),
  },
  {
    name: 'no-routes',
    chooses: 'No version of the routes is served.',
    shows: {},
    bendDefinition: serving('specs', () => false),
  },
  {
    name: 'no-udp-routes',
    chooses: 'Of the routes those for datagrams are not served.',
    shows: {},
    bendDefinition: ofKind('UDPRoute', (version) => ({ ...version, served: false })),
  },
];
