import type { BackendPlan } from '../compile/plan.ts';
import type { Choice } from './choice.ts';
import { halfOfAll } from './half.ts';

/** Open points of traffic splitting, decided otherwise. */
export const splitChoices: readonly Choice[] = [
  {
    name: 'forty-splits-at-most',
    chooses: 'Of the splits of a namespace the first forty, by name, are in force.',
    shows: { 'gen.scale': 'some-in-force' },
    bend: (behaviour) => ({
      ...behaviour,
      inOrder: (splits, world) =>
        behaviour.inOrder(
          splits.filter(({ written: { namespace, name } }) => {
            const names = [...world.namespace(namespace).splits.keys()].sort();
            return names.indexOf(name) < 40;
          }),
          world,
        ),
    }),
  },
  {
    name: 'all-zero-means-root',
    chooses: 'A split whose weights are all zero is not in force.',
    shows: { 'split.weights.all-zero': 'root', 'split.weights.single-zero': 'root' },
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
  {
    name: 'single-zero-means-all',
    chooses: 'A lone backend gets everything, whatever its weight.',
    shows: { 'split.weights.single-zero': 'backend' },
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) => {
        const backends = split.backends.length > 1 ? split.backends : split.backends.map(weighing(1000));
        return behaviour.enforce({ ...split, backends }, own, written);
      },
    }),
  },
  {
    name: 'all-zero-means-half',
    chooses: 'A split whose weights are all zero takes every second request, and fails it.',
    shows: { 'split.weights.all-zero': 'mixed', 'split.weights.single-zero': 'mixed' },
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) =>
        behaviour.enforce(
          split.backends.every(({ weight }) => weight === 0) ? { ...split, conditions: halfOfAll } : split,
          own,
          written,
        ),
    }),
  },
  {
    name: 'all-zero-breaks-others',
    chooses: 'A split whose weights are all zero takes the routes of its whole namespace with it.',
    shows: { 'split.weights.all-zero': 'other-services-broken' },
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        behaviour.governs(split, service, world) ||
        (split.namespace === service.namespace &&
          split.backends.every(({ weight }) => behaviour.weightOf(weight) === 0)),
    }),
  },
];

function weighing(weight: number): (backend: BackendPlan) => BackendPlan {
  return (backend) => ({ ...backend, weight });
}
