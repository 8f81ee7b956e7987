import type { Behaviour } from '../behaviour/behaviour.ts';
import type { HttpRoute } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { believing } from './believing.ts';

/** Faults in which routes are the conditions of a split, and in what becomes of requests that meet none. */
export const conditionFaults: readonly Fault[] = [
  {
    name: 'conditions-ignored',
    lies: 'A split with conditions is in force for every request.',
    breaks: [
      'split.matches.miss-goes-to-root',
      'split.matches.miss-not-split',
      'split.matches.header-absent',
      'split.matches.and-within-route',
      'split.matches.or-across-routes',
      'split.matches.groups-merged',
      'split.matches.all-routes-used',
      'split.matches.header-name-case',
      'split.matches.cookie-example',
    ],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({ ...behaviour, conditionsOf: () => undefined }),
  },
  {
    name: 'conditional-splits-dropped',
    lies: 'A split with conditions is in force for no request.',
    breaks: ['split.matches.hit'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      inOrder: (splits, world) =>
        behaviour.inOrder(splits, world).filter(({ conditions }) => conditions === undefined),
    }),
  },
  {
    name: 'misses-refused',
    lies: 'A request that meets no condition of a split is answered with an error.',
    breaks: ['split.matches.miss-goes-to-root'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      inOrder: (splits, world) => {
        const plans = behaviour.inOrder(splits, world);
        return plans.some(({ conditions }) => conditions !== undefined)
          ? [...plans, { id: 'refused', backends: [] }]
          : plans;
      },
    }),
  },
  {
    name: 'conditional-splits-even',
    lies: 'A split with conditions gives every backend the same.',
    breaks: ['split.matches.weights-apply'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) => {
        const backends = split.backends.map((backend) => ({ ...backend, weight: 1 }));
        return behaviour.enforce(written.groups.length > 0 ? { ...split, backends } : split, own, written);
      },
    }),
  },
  {
    name: 'first-condition-only',
    lies: 'Of all routes that a split refers to only the first is a condition.',
    breaks: [
      'split.matches.or-across-routes',
      'split.matches.groups-merged',
      'split.matches.all-routes-used',
    ],
    bend: conditions((routes) => routes.slice(0, 1)),
  },
  {
    name: 'first-group-only',
    lies: 'Of several groups that a split refers to only the first is looked at.',
    breaks: ['split.matches.groups-merged'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionsOf: (split, world) =>
        behaviour.conditionsOf({ ...split, groups: split.groups.slice(0, 1) }, world),
    }),
  },
  {
    name: 'conditions-outlive-removal',
    lies: 'A split whose conditions are taken out keeps them.',
    breaks: ['split.matches.removed'],
    bend: believing('TrafficSplit', (before, now) =>
      before?.kind === 'TrafficSplit' && now?.kind === 'TrafficSplit' && now.groups.length === 0
        ? { ...now, groups: before.groups }
        : now,
    ),
  },
  {
    name: 'empty-conditions-hold-for-nothing',
    lies: 'A split whose list of conditions is empty is in force for no request.',
    breaks: ['split.matches.empty-list'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionsOf: (split, world) =>
        behaviour.conditionsOf(split, world) ?? (split.listsConditions ? [] : undefined),
    }),
  },
  {
    name: 'groups-of-any-namespace',
    lies: 'A route group that the namespace of a split does not have is taken from another one.',
    breaks: ['split.matches.same-namespace'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionsOf: (split, world) =>
        behaviour.conditionsOf(split, world) === undefined
          ? undefined
          : split.groups.flatMap((name) => {
              const own = world.namespace(split.namespace).groups.get(name);
              const all = [...world.namespaces()].flatMap(({ groups }) => groups.get(name) ?? []);
              return (own ?? all[0])?.routes ?? [];
            }),
    }),
  },
  {
    name: 'groups-of-all-namespaces',
    lies: 'Route groups of one name are one group, whatever their namespaces.',
    breaks: ['split.matches.same-namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionsOf: (split, world) =>
        behaviour.conditionsOf(split, world) === undefined
          ? undefined
          : [...world.namespaces()].flatMap(({ groups }) =>
              split.groups.flatMap((name) => groups.get(name)?.routes ?? []),
            ),
    }),
  },
];

function conditions(bend: (routes: readonly HttpRoute[]) => readonly HttpRoute[]): Fault['bend'] {
  return (behaviour: Behaviour): Behaviour => ({
    ...behaviour,
    conditionsOf: (split, world) => {
      const routes = behaviour.conditionsOf(split, world);
      return routes === undefined ? undefined : bend(routes);
    },
  });
}
