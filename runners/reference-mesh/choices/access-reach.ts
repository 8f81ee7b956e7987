import type { Choice } from './choice.ts';

/** Open points of where policy is enforced and for how long, decided otherwise. */
export const reachChoices: readonly Choice[] = [
  {
    name: 'clients-check-as-well',
    chooses: 'The side-car of the client refuses what is not granted before it leaves the pod.',
    shows: { 'access.client-side': 'client-too' },
    bend: (behaviour) => ({ ...behaviour, guards: 'both' }),
  },
  {
    name: 'mesh-ends-at-its-pods',
    chooses: 'A Service is not carried to pods without a side-car.',
    shows: { 'access.client-side': 'cannot-be-told' },
    bend: (behaviour) => ({ ...behaviour, reachesUnmeshed: false }),
  },
  {
    name: 'pods-may-call-themselves',
    chooses: 'A pod may call itself without a grant.',
    shows: { 'access.self-traffic': 'allowed' },
    bend: (behaviour) => ({ ...behaviour, allowsItself: true }),
  },
  {
    name: 'grants-last-as-long-as-connections',
    chooses: 'A connection on which a request was let in stays open to its client when the grant is gone.',
    shows: { 'access.lifecycle.open-connection': 'allowed' },
    bend: (behaviour) => ({ ...behaviour, grantsLastFor: 'connection' }),
  },
];
