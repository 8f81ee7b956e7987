import { serviceAccountUri } from '../identity/names.ts';
import { ofTarget } from '../faults/bend-definition.ts';
import type { Choice } from './choice.ts';

/** Open points of access control, decided otherwise. */
export const accessChoices: readonly Choice[] = [
  {
    name: 'sources-listed-once',
    chooses: 'The definition refuses a TrafficTarget that lists a source twice.',
    shows: { 'access.sources.duplicate': 'rejected' },
    bendDefinition: ofTarget(['sources'], (schema) => ({
      ...schema,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['kind', 'name', 'namespace'],
      items: { ...schema.items, required: ['kind', 'name', 'namespace'] },
    })),
  },
  {
    name: 'twice-listed-sources-cancel-out',
    chooses: 'A source that a TrafficTarget lists twice is none.',
    shows: { 'access.sources.duplicate': 'broken' },
    bend: (behaviour) => ({
      ...behaviour,
      sourcesOf: (target) => {
        const names = target.sources.map((source) => JSON.stringify(source));
        const once = (name: string): boolean => names.indexOf(name) === names.lastIndexOf(name);
        return behaviour.sourcesOf(target).filter((source) => once(JSON.stringify(source)));
      },
    }),
  },
  {
    name: 'star-means-everybody',
    chooses: 'A source that is called by a star is everybody in the mesh.',
    shows: { 'access.sources.no-wildcard': 'everybody' },
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) =>
        behaviour.isSource(peer, sources) ||
        (peer.length > 0 && sources.some((identity) => identity.endsWith('/sa/*'))),
    }),
  },
  {
    name: 'names-as-kubernetes-has-them',
    chooses: 'The definition refuses names of sources that no service account can have.',
    shows: { 'access.sources.no-wildcard': 'rejected' },
    bendDefinition: ofTarget(['sources', '*', 'name'], (schema) => ({
      ...schema,
      pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
    })),
  },
  {
    name: 'omitted-namespaces-mean-nobody',
    chooses: 'A source or destination without a namespace names nobody.',
    shows: { 'access.sources.namespace-omitted': 'nobody', 'access.destination.namespace-omitted': 'nobody' },
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, ...where) =>
        reference.namespace === undefined ? [] : behaviour.identities(reference, ...where),
    }),
  },
  {
    name: 'omitted-namespaces-mean-every-one',
    chooses: 'A source without a namespace is the account of that name in every namespace.',
    shows: { 'access.sources.namespace-omitted': 'every-namespace' },
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, namespace, world) =>
        reference.namespace !== undefined || reference.kind !== 'ServiceAccount'
          ? behaviour.identities(reference, namespace, world)
          : [...world.namespaces()].map(({ name }) => serviceAccountUri(name, reference.name)),
    }),
  },
  {
    name: 'namespaces-must-be-named',
    chooses: 'The definition refuses sources and destinations without a namespace.',
    shows: {
      'access.sources.namespace-omitted': 'rejected',
      'access.destination.namespace-omitted': 'rejected',
    },
    bendDefinition: (definition) =>
      [ofTarget(['destination'], demandingNamespace), ofTarget(['sources', '*'], demandingNamespace)].reduce(
        (bent, bend) => bend(bent),
        definition,
      ),
  },
  {
    name: 'targets-reach-other-namespaces',
    chooses: 'A TrafficTarget has effect in whatever namespace its destination names.',
    shows: { 'access.destination.other-namespace': 'granted' },
    bend: (behaviour) => ({ ...behaviour, destinationsOf: ({ destination }) => [destination] }),
  },
  {
    // A webhook would compare the two namespaces; a schema can only go by how the siblings of testbeds are called.
    name: 'no-destinations-elsewhere',
    chooses: 'The API server refuses a TrafficTarget whose destination is in another namespace.',
    shows: { 'access.destination.other-namespace': 'rejected' },
    bendDefinition: ofTarget(['destination', 'namespace'], (schema) => ({ ...schema, pattern: '[^b]$' })),
  },
];

function demandingNamespace<T extends { readonly required?: readonly string[] }>(schema: T): T {
  return { ...schema, required: [...(schema.required ?? []), 'namespace'] };
}
