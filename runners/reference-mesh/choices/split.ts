import type { Choice } from './choice.ts';

/** Open points of traffic splitting, decided otherwise. */
export const splitChoices: readonly Choice[] = [
  {
    name: 'all-zero-means-root',
    chooses: 'A split whose weights are all zero is not in force.',
    shows: { 'split.weights.all-zero': 'root' },
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) =>
        split.backends.every(({ weight }) => weight === 0)
          ? undefined
          : behaviour.enforce(split, own, written),
    }),
  },
  {
    name: 'all-zero-means-uniform',
    chooses: 'Where the weights of several backends are all zero each of them gets the same.',
    shows: { 'split.weights.all-zero': 'uniform' },
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) => {
        const none = split.backends.length > 1 && split.backends.every(({ weight }) => weight === 0);
        const backends = split.backends.map((backend) => ({ ...backend, weight: none ? 1 : backend.weight }));
        return behaviour.enforce({ ...split, backends }, own, written);
      },
    }),
  },
];
