import { boundIdentities } from '../behaviour/access.ts';
import type { Behaviour } from '../behaviour/behaviour.ts';
import type { World } from '../compile/world.ts';
import type { IdentityBinding } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in whom an IdentityBinding stands for. */
export const bindingFaults: readonly Fault[] = [
  {
    name: 'bindings-mean-nobody',
    lies: 'IdentityBindings are read and stand for nobody.',
    breaks: [
      'access.ib.service-account',
      'access.ib.pod-labels',
      'access.ib.spiffe',
      'access.ib.or',
      'access.ib.destination',
      'access.ib.namespace-bound',
      'access.ib.mixed-kinds',
      'access.ib.update',
    ],
    bend: standingFor(() => []),
  },
  {
    name: 'one-label-is-enough',
    lies: 'A pod that has one of the labels of an IdentityBinding is taken for one that has all of them.',
    breaks: ['access.ib.pod-labels', 'access.ib.update'],
    bend: standingFor((binding, world) =>
      binding.podLabels === undefined
        ? boundIdentities(binding, world)
        : Object.entries(binding.podLabels).flatMap(([key, value]) =>
            boundIdentities({ ...binding, podLabels: { [key]: value } }, world),
          ),
    ),
  },
  {
    name: 'bindings-reach-everywhere',
    lies: 'An IdentityBinding stands for pods of every namespace that fit it.',
    breaks: ['access.ib.service-account', 'access.ib.pod-labels', 'access.ib.namespace-bound'],
    bend: standingFor((binding, world) =>
      [...world.namespaces()].flatMap(({ name }) => boundIdentities({ ...binding, namespace: name }, world)),
    ),
  },
  {
    name: 'first-scheme-only',
    lies: 'Of several schemes of an IdentityBinding only the service account counts.',
    breaks: ['access.ib.or'],
    bend: standingFor((binding, world) =>
      boundIdentities(
        binding.serviceAccount === undefined ? binding : { ...binding, spiffeIdentities: [] },
        world,
      ),
    ),
  },
  {
    name: 'excluding-schemes-joined',
    lies: 'An IdentityBinding with both pod labels and a service account stands for either.',
    breaks: ['access.ib.exclusive'],
    bend: standingFor((binding, world) => [
      ...boundIdentities({ ...binding, podLabels: undefined }, world),
      ...boundIdentities({ ...binding, serviceAccount: undefined }, world),
    ]),
  },
  {
    name: 'spiffe-ids-unknown',
    lies: 'The SPIFFE ids in an IdentityBinding are passed over.',
    breaks: ['access.ib.spiffe', 'access.ib.or'],
    bend: standingFor((binding, world) => boundIdentities({ ...binding, spiffeIdentities: [] }, world)),
  },
  {
    name: 'bindings-are-no-destinations',
    lies: 'A TrafficTarget whose destination is an IdentityBinding opens nothing.',
    breaks: ['access.ib.destination'],
    bend: (behaviour) => ({
      ...behaviour,
      destinationsOf: (target, view) =>
        behaviour.destinationsOf(target, view).filter(({ kind }) => kind !== 'IdentityBinding'),
    }),
  },
  {
    name: 'bound-destinations-are-everything',
    lies: 'A TrafficTarget whose destination is an IdentityBinding opens every pod of the namespace.',
    breaks: ['access.ib.destination'],
    bend: (behaviour) => ({
      ...behaviour,
      destinationsOf: (target, view) =>
        target.destination.kind === 'IdentityBinding'
          ? [...view.pods.values()].map(({ serviceAccount: name }) => ({
              kind: 'ServiceAccount',
              name,
              namespace: view.name,
            }))
          : behaviour.destinationsOf(target, view),
    }),
  },
  {
    name: 'accounts-give-way-to-bindings',
    lies: 'A TrafficTarget that names an IdentityBinding as a source has no service accounts among its sources.',
    breaks: ['access.ib.mixed-kinds'],
    bend: (behaviour) => ({
      ...behaviour,
      sourcesOf: (target) => {
        const sources = behaviour.sourcesOf(target);
        const bindings = sources.filter(({ kind }) => kind === 'IdentityBinding');
        return bindings.length > 0 ? bindings : sources;
      },
    }),
  },
  {
    name: 'binding-updates-lost',
    lies: 'An IdentityBinding keeps the schemes that it was created with.',
    breaks: ['access.ib.update'],
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) =>
        before?.kind === 'IdentityBinding' && now?.kind === 'IdentityBinding'
          ? before
          : behaviour.believe(before, now),
    }),
  },
];

export function standingFor(
  whom: (binding: IdentityBinding, world: World) => readonly string[],
): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    identities: (reference, namespace, world) => {
      const binding =
        reference.kind === 'IdentityBinding'
          ? world.namespace(reference.namespace ?? namespace).bindings.get(reference.name)
          : undefined;
      return binding === undefined
        ? behaviour.identities(reference, namespace, world)
        : [...new Set(whom(binding, world))];
    },
  });
}
