import type { Behaviour } from '../behaviour/behaviour.ts';
import type { CompiledSplit } from '../behaviour/conditions.ts';
import type { SplitPlan } from '../compile/plan.ts';
import type { HttpRoute } from '../objects/model.ts';
import type { Choice } from './choice.ts';
import { halfOfAll, half } from './half.ts';

/** Open points of splits that share their requests with another split, or with a TrafficTarget, decided otherwise. */
export const companyChoices: readonly Choice[] = [
  {
    name: 'unconditional-splits-win',
    chooses: 'Beside a split without conditions those with conditions of the same root are not in force.',
    shows: { 'split.matches.two-splits-one-root': 'unconditional-only' },
    bend: ofOneRoot((plans) => {
      const without = plans.filter(({ conditions }) => conditions === undefined);
      return without.length > 0 ? without : plans;
    }),
  },
  {
    name: 'conditional-splits-win',
    chooses: 'Beside a split with conditions those without conditions of the same root are not in force.',
    shows: { 'split.matches.two-splits-one-root': 'conditional-only' },
    bend: ofOneRoot((plans) => {
      const with_ = plans.filter(({ conditions }) => conditions !== undefined);
      return with_.length > 0 ? with_ : plans;
    }),
  },
  {
    name: 'older-splits-first',
    chooses: 'Of several splits of one root the older ones are asked first, with or without conditions.',
    shows: { 'split.matches.two-splits-one-root': 'older-first' },
    bend: ofOneRoot((_plans, splits) => byAge(splits)),
  },
  {
    name: 'newer-splits-first',
    chooses: 'Of several splits of one root the newer ones are asked first, with or without conditions.',
    shows: { 'split.matches.two-splits-one-root': 'newer-first' },
    bend: ofOneRoot((_plans, splits) => byAge(splits).reverse()),
  },
  {
    name: 'conditional-splits-merge',
    chooses: 'A split with conditions becomes one with the other splits of its root, for every request.',
    shows: { 'split.matches.two-splits-one-root': 'merged' },
    bend: ofOneRoot((plans) =>
      plans.length > 1 && someConditional(plans)
        ? [{ id: plans.map(({ id }) => id).join(), backends: plans.flatMap(({ backends }) => backends) }]
        : plans,
    ),
  },
  {
    name: 'conditional-splits-cancel-out',
    chooses: 'Of a split with conditions and another one of the same root neither is in force.',
    shows: { 'split.matches.two-splits-one-root': 'neither' },
    bend: ofOneRoot((plans) => (plans.length > 1 && someConditional(plans) ? [] : plans)),
  },
  {
    name: 'two-splits-mean-half',
    chooses:
      'Of a split with conditions and another one of the same root one is in force, for half of the requests.',
    shows: { 'split.matches.two-splits-one-root': 'mixed' },
    bend: ofOneRoot(([first, ...others]) =>
      first?.conditions === undefined || others.length === 0
        ? [...(first === undefined ? [] : [first]), ...others]
        : [{ ...first, conditions: halfOfAll }],
    ),
  },
  {
    name: 'splits-open-what-they-match',
    chooses: 'Requests that meet the conditions of a split are let in by any TrafficTarget for their source.',
    shows: { 'split.matches.and-access': 'allowed' },
    bend: opening((routes) => routes),
  },
  {
    name: 'splits-open-half-of-what-they-match',
    chooses:
      'Every second request that meets the conditions of a split is let in by any TrafficTarget for its source.',
    shows: { 'split.matches.and-access': 'mixed' },
    bend: opening((routes) => routes.map(half)),
  },
];

type BendPlans = (plans: readonly SplitPlan[], splits: readonly CompiledSplit[]) => readonly SplitPlan[];

function ofOneRoot(bend: BendPlans): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    inOrder: (splits, world) => bend(behaviour.inOrder(splits, world), splits),
  });
}

function someConditional(plans: readonly SplitPlan[]): boolean {
  return plans.some(({ conditions }) => conditions !== undefined);
}

/** By name where two came in the same second. */
function byAge(splits: readonly CompiledSplit[]): SplitPlan[] {
  const key = ({ written }: CompiledSplit): string => `${written.createdAt} ${written.name}`;
  return [...splits].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ plan }) => plan);
}

/** Adds, to each grant of requests, routes that splits of the namespace refer to. */
function opening(
  bend: (routes: readonly HttpRoute[]) => readonly HttpRoute[],
): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    together: (grants, destination, view) => {
      const names = new Set([...view.splits.values()].flatMap(({ groups }) => groups));
      const routes = bend([...names].flatMap((name) => view.groups.get(name)?.routes ?? []));
      const kept = behaviour.together(grants, destination, view);
      return [
        ...kept,
        ...kept.flatMap((grant) => (grant.http === undefined ? [] : [{ ...grant, http: { routes } }])),
      ];
    },
  });
}
