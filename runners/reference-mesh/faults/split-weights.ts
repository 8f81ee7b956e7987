import type { BackendPlan, SplitPlan } from '../compile/plan.ts';
import type { Fault } from './fault.ts';

/** Faults in how weights become shares. */
export const weightFaults: readonly Fault[] = [
  {
    name: 'weights-ignored',
    lies: 'Every backend with a weight gets an equal share, whatever the weight.',
    breaks: [
      'split.weights.proportional',
      'split.weights.not-sum-100',
      'split.weights.three-backends',
      'ex.split.my-canary',
    ],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => reweighted(split, ({ weight }) => Math.sign(weight) * 1000),
    }),
  },
  {
    name: 'weights-by-pod',
    lies: 'A weight counts for each pod of a backend, so that a backend with more pods gets more.',
    breaks: [
      'split.weights.per-service-not-per-pod',
      'split.weights.equal',
      'split.weights.proportional',
      'ex.split.my-trafficsplit',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => reweighted(split, ({ weight, endpoints }) => weight * endpoints.length),
    }),
  },
  {
    name: 'weights-swapped',
    lies: 'The first backend gets the weight of the last, and so on.',
    breaks: [
      'split.weights.proportional',
      'split.weights.not-sum-100',
      'split.weights.per-client',
      'ex.split.canary',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => reweighted(split, (_, index) => split.backends.at(-1 - index)?.weight ?? 0),
    }),
  },
  {
    name: 'weights-in-whole-percent',
    lies: 'Shares are cut to whole percents and the last backend gets what is left over.',
    breaks: ['split.weights.milli', 'split.weights.small-share'],
    bend: (behaviour) => ({ ...behaviour, enforce: inWholePercent }),
  },
  {
    name: 'weights-as-percentages',
    lies: 'A weight is a percentage: what is missing to a hundred goes to the root Service.',
    breaks: [
      'split.weights.single-backend',
      'split.weights.per-service-not-per-pod',
      'split.root.without-pods',
      'split.weights.sum-below-100',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own) => {
        const left = Math.max(0, 100_000 - total(split));
        return { ...split, backends: [...split.backends, { service: '', weight: left, endpoints: own }] };
      },
    }),
  },
  {
    name: 'last-backend-starved',
    lies: 'A slip by one in the sum of the weights: the last of several backends gets nothing.',
    breaks: ['split.weights.equal', 'split.weights.three-backends', 'split.weights.proportional'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => ({
        ...split,
        backends: split.backends.slice(0, Math.max(1, split.backends.length - 1)),
      }),
    }),
  },
  {
    name: 'fifth-backend-dropped',
    lies: 'Only the first four backends of a split are used.',
    breaks: ['split.weights.many-backends'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => ({ ...split, backends: split.backends.slice(0, 4) }),
    }),
  },
  {
    name: 'third-backend-dropped',
    lies: 'Only the first two backends of a split are used.',
    breaks: ['split.weights.three-backends', 'split.weights.milli'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) => ({ ...split, backends: split.backends.slice(0, 2) }),
    }),
  },
  {
    name: 'quantities-unscaled',
    lies: 'The suffix of a quantity is lost: 500m weighs 500 and 1 weighs 1.',
    breaks: ['split.weights.milli-mixed'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) =>
        weight.quantity ? (Number.parseInt(String(weight.raw), 10) || 0) * 1000 : behaviour.weightOf(weight),
    }),
  },
  {
    name: 'thousandths-lost',
    lies: 'Quantities are cut to whole units: 500m weighs nothing.',
    breaks: ['split.weights.milli', 'split.weights.milli-mixed', 'ex.split.my-weights'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) => {
        const milli = behaviour.weightOf(weight);
        return weight.quantity ? Math.floor(milli / 1000) * 1000 : milli;
      },
    }),
  },
  {
    name: 'quantities-in-m-only',
    lies: 'Of the suffixes of a quantity only m is known: 1k weighs as much as 1.',
    breaks: ['split.weights.milli-mixed'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) =>
        weight.quantity
          ? behaviour.weightOf({ ...weight, raw: String(weight.raw).replace(/[^0-9.m]/g, '') })
          : behaviour.weightOf(weight),
    }),
  },
  {
    name: 'zero-leaks',
    lies: 'A backend of weight zero still gets about one request in a hundred.',
    breaks: ['split.weights.zero'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split) =>
        reweighted(split, ({ weight }) => (weight === 0 ? Math.ceil(total(split) / 100) : weight)),
    }),
  },
  {
    name: 'sticky-clients',
    lies: 'Each client is given one backend and stays with it.',
    breaks: [
      'split.weights.per-client',
      'split.weights.equal',
      'split.weights.proportional',
      'split.weights.no-stickiness',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      pickBackend: (backends, _round, { client }) => {
        const weighty = backends.flatMap(({ weight }, index) => (weight > 0 ? [index] : []));
        return weighty[lettersIn(client) % weighty.length] ?? -1;
      },
    }),
  },
];

function reweighted(split: SplitPlan, weight: (backend: BackendPlan, index: number) => number): SplitPlan {
  return {
    ...split,
    backends: split.backends.map((backend, index) => ({ ...backend, weight: weight(backend, index) })),
  };
}

function inWholePercent(split: SplitPlan): SplitPlan {
  const sum = total(split);
  if (sum === 0) return split;
  const percents = split.backends.map(({ weight }) => Math.floor((weight * 100) / sum));
  const left = 100 - percents.reduce((all, percent) => all + percent, 0);
  return reweighted(split, (_, index) => (percents[index] ?? 0) + (index === percents.length - 1 ? left : 0));
}

function total(split: SplitPlan): number {
  return split.backends.reduce((sum, { weight }) => sum + weight, 0);
}

/** A poor hash, and enough of one. */
function lettersIn(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) sum += text.charCodeAt(index);
  return sum;
}
