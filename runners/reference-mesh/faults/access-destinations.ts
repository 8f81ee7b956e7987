import type { Behaviour } from '../behaviour/behaviour.ts';
import { serviceAccountUri } from '../identity/names.ts';
import type { IdentityReference } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Slips in what a TrafficTarget is for. */
export const destinationFaults: readonly Fault[] = [
  {
    name: 'destinations-by-beginning',
    lies: 'A TrafficTarget is for all accounts whose names begin as that of its destination does.',
    breaks: ['access.destination.only-those'],
    bend: openingAlike((account, destination) => account.startsWith(destination)),
  },
  {
    name: 'destinations-by-search',
    lies: 'A TrafficTarget is for all accounts whose names the one of its destination begins with.',
    breaks: ['access.destination.only-those'],
    bend: openingAlike((account, destination) => destination.startsWith(account)),
  },
  {
    name: 'destinations-of-every-namespace',
    lies: 'A TrafficTarget is for the account of its destination in every namespace.',
    breaks: ['access.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, namespace, world) => {
        const found = behaviour.identities(reference, namespace, world);
        const targets = [...world.namespace(namespace).targets.values()];
        if (reference.kind !== 'ServiceAccount') return found;
        return targets.some(({ destination }) => destination === reference)
          ? [...world.namespaces()].map(({ name }) => serviceAccountUri(name, reference.name))
          : found;
      },
    }),
  },
];

function openingAlike(isAlike: (account: string, destination: string) => boolean): Fault['bend'] {
  return (behaviour: Behaviour): Behaviour => ({
    ...behaviour,
    destinationsOf: (target, view) =>
      behaviour.destinationsOf(target, view).flatMap((destination): readonly IdentityReference[] => {
        if (destination.kind !== 'ServiceAccount') return [destination];
        const accounts = [...view.pods.values()].map(({ serviceAccount }) => serviceAccount);
        const alike = accounts.filter((account) => isAlike(account, destination.name));
        return [destination, ...alike.map((name) => ({ ...destination, name }))];
      }),
  });
}
