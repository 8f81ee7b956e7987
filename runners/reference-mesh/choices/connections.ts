import { protocolOf } from '../compile/endpoints.ts';
import type { Choice } from './choice.ts';

/** What splits do with connections, decided otherwise. */
export const connectionChoices: readonly Choice[] = [
  {
    name: 'connections-keep-their-backend',
    chooses: 'The backend is picked for a connection, and all its requests go there.',
    shows: {},
    bend: (behaviour) => ({ ...behaviour, picksFor: 'connection' }),
  },
  {
    name: 'only-requests-are-split',
    chooses: 'A split holds for requests; connections without any go to the root.',
    shows: { 'split.weights.connection-level': 'not-split' },
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) => client.host !== undefined && behaviour.holdsFor(client, split),
    }),
  },
  {
    name: 'connections-share-a-backend',
    chooses: 'All connections without requests go to the first backend that has a weight.',
    shows: { 'split.weights.connection-level': 'one-backend' },
    bend: (behaviour) => ({
      ...behaviour,
      pickBackend: (backends, round, chance) =>
        chance.withoutRequest === true
          ? backends.findIndex(({ weight }) => weight > 0)
          : behaviour.pickBackend(backends, round, chance),
    }),
  },
  {
    name: 'split-services-speak-http',
    chooses: 'The root of a split carries HTTP and nothing else.',
    shows: { 'split.weights.connection-level': 'fails', 'split.matches.non-http': 'fails' },
    bend: (behaviour) => ({
      ...behaviour,
      rootPorts: (root, backends) => {
        const ports = behaviour.rootPorts(root, backends);
        return backends.length === 0 ? ports : ports.filter((port) => protocolOf(port) === 'http');
      },
    }),
  },
  {
    name: 'connections-meet-every-condition',
    chooses:
      'Conditions restrict requests only, so that connections without any are split whatever they are.',
    shows: { 'split.matches.non-http': 'split' },
    bend: (behaviour) => ({ ...behaviour, meetsConditions: true }),
  },
];
