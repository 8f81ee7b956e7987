import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import type { BackendPlan, SplitPlan } from '../compile/plan.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** Slips of arithmetic and of bookkeeping that a mesh may make with any split. */
export const splitSlips: readonly Fault[] = [
  {
    name: 'bounds-off-by-one',
    lies: 'The bound between the first backend and the others is off by one unit of weight.',
    breaks: ['split.weights.sum-below-100', 'split.weights.small-share'],
    alsoBreaks: ['split.*', 'ex.*'],
    bend: weighing((weight, index, { length }) => {
      if (length < 2) return weight;
      return index === 0 ? weight + unit : index === length - 1 ? Math.max(0, weight - unit) : weight;
    }),
  },
  {
    name: 'total-overflows',
    lies: 'Weights whose sum is beyond a 32-bit integer all fall to the first backend.',
    breaks: ['split.schema.weight-large'],
    bend: weighing((weight, index, backends) => {
      const total = backends.reduce((sum, backend) => sum + backend.weight / unit, 0);
      return total > 0x7fffffff && index > 0 ? 0 : weight;
    }),
  },
  {
    name: 'weights-in-eight-bits',
    lies: 'Of a weight the lowest eight bits are kept.',
    breaks: ['split.weights.not-sum-100', 'split.workflow.rollout'],
    bend: weighing((weight) => (Math.floor(weight / unit) % 256) * unit),
  },
  {
    name: 'weights-end-at-a-hundred',
    lies: 'A weight above a hundred counts as a hundred.',
    breaks: ['split.weights.not-sum-100', 'split.workflow.rollout'],
    bend: weighing((weight) => Math.min(weight, 100 * unit)),
  },
  {
    name: 'shares-in-tenths',
    lies: 'Shares are rounded to whole tenths.',
    breaks: ['split.weights.small-share'],
    bend: weighing((weight, _index, backends) => {
      const total = backends.reduce((sum, backend) => sum + backend.weight, 0);
      return total === 0 ? weight : Math.round((weight * 10) / total) * unit;
    }),
  },
  {
    name: 'ratio-by-the-smallest',
    lies: 'Weights are divided by the smallest of them, and what is left over is cut off: 2 to 3 is 1 to 1.',
    breaks: ['split.weights.zero', 'split.lifecycle.create', 'split.lifecycle.order-independent'],
    bend: weighing((weight, _index, backends) => {
      const smallest = Math.min(...backends.map((backend) => backend.weight).filter((other) => other > 0));
      return weight === 0 ? 0 : Math.floor(weight / smallest) * unit;
    }),
  },
  {
    name: 'list-ends-at-zero',
    lies: 'What stands behind a backend of weight zero gets nothing, if a backend before that has a weight.',
    breaks: ['split.weights.zero'],
    bend: weighing((weight, index, backends) => {
      const first = backends.findIndex((backend) => backend.weight > 0);
      const end = backends.findIndex((backend, place) => place > first && backend.weight === 0);
      return first >= 0 && end >= 0 && index > end ? 0 : weight;
    }),
  },
  {
    name: 'millions-in-floating-point',
    lies: 'A weight from a million on is rendered as 1e+06 and read up to the point or the e: it weighs 1.',
    breaks: ['split.schema.weight-large'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) => {
        const number = Number(weight.raw);
        return weight.quantity || number < 1_000_000
          ? behaviour.weightOf(weight)
          : behaviour.weightOf({ ...weight, raw: Number.parseInt(number.toExponential(), 10) });
      },
    }),
  },
  {
    name: 'backends-in-alphabetical-order',
    lies: 'Backends are sorted by name, and their weights stay in the order in which they are written.',
    breaks: ['split.backend.shared'],
    alsoBreaks: ['split.*'],
    bend: enforcing(({ backends, ...split }) => ({
      ...split,
      backends: [...backends]
        .sort((a, b) => (a.service < b.service ? -1 : 1))
        .map((backend, index) => ({ ...backend, weight: backends[index]?.weight ?? 0 })),
    })),
  },
  {
    name: 'container-port-of-the-root',
    lies: 'All backends are called on the container port that the root maps its port to.',
    breaks: ['split.ports.target-port', 'split.ports.named-target-port'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) => {
        const [{ port } = { port: undefined }] = own;
        const called = split.backends.map((backend) => ({
          ...backend,
          endpoints: backend.endpoints.map((endpoint) => ({ ...endpoint, port: port ?? endpoint.port })),
        }));
        return behaviour.enforce({ ...split, backends: called }, own, written);
      },
    }),
  },
  {
    name: 'one-split-per-namespace',
    lies: 'Of several TrafficSplits of a namespace only the first is in force.',
    breaks: ['split.backend.shared'],
    alsoBreaks: ['split.*', 'ex.*', 'gen.*'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) => {
        const [first] = world.namespace(split.namespace).splits.values();
        return first?.name === split.name && behaviour.governs(split, service, world);
      },
    }),
  },
  {
    name: 'splits-kept-by-name',
    lies: 'Of TrafficSplits of one name in several namespaces only the last is in force.',
    breaks: ['split.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) => {
        const namesakes = [...world.namespaces()].flatMap(({ splits }) => splits.get(split.name) ?? []);
        return namesakes.at(-1)?.namespace === split.namespace && behaviour.governs(split, service, world);
      },
    }),
  },
  {
    name: 'updates-overtaken',
    lies: 'An update of a TrafficSplit that follows right upon another update is lost.',
    breaks: ['split.lifecycle.shift-full', 'split.workflow.rollout'],
    alsoBreaks: ['split.*', 'ex.*', 'gen.*'],
    bend: (behaviour) => {
      const busy = new Set<string>();
      return believing('TrafficSplit', (before, now) => {
        const { namespace = '', name = '' } = now ?? before ?? {};
        const key = `${namespace}/${name}`;
        if (before === undefined || now === undefined || busy.delete(key))
          return now === undefined ? now : (before ?? now);
        busy.add(key);
        return now;
      })(behaviour);
    },
  },
  {
    name: 'only-reading-split',
    lies: 'A split is in force for GET alone.',
    breaks: ['split.weights.single-backend'],
    alsoBreaks: ['split.*'],
    bend: (behaviour) => holdingFor(behaviour, ({ method }) => method === 'GET'),
  },
  {
    name: 'deep-paths-unsplit',
    lies: 'A split is in force for paths of one segment alone.',
    breaks: ['split.weights.single-backend'],
    alsoBreaks: ['split.*'],
    bend: (behaviour) => holdingFor(behaviour, ({ path }) => path.split('/').length < 3),
  },
];

/** Of weights, which are in thousandths. */
const unit = 1000;

function enforcing(bend: (split: SplitPlan) => SplitPlan): Fault['bend'] {
  return (behaviour) => ({
    ...behaviour,
    enforce: (split, own, written) => behaviour.enforce(bend(split), own, written),
  });
}

function weighing(
  weigh: (weight: number, index: number, backends: readonly BackendPlan[]) => number,
): Fault['bend'] {
  return enforcing((split) => ({
    ...split,
    backends: split.backends.map((backend, index, all) => ({
      ...backend,
      weight: weigh(backend.weight, index, all),
    })),
  }));
}

/** Makes every split one with conditions, of which this is the first. */
function holdingFor(behaviour: Behaviour, holds: (request: RequestView) => boolean): Behaviour {
  return {
    ...behaviour,
    inOrder: (splits, world) =>
      behaviour
        .inOrder(splits, world)
        .map((split) => ({ ...split, conditions: split.conditions ?? [{ name: 'all' }] })),
    conditionTest: (routes, rules) => {
      const test = behaviour.conditionTest(routes, rules);
      return (request) => holds(request) && test(request);
    },
  };
}
