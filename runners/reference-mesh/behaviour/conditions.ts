import type { SplitPlan } from '../compile/plan.ts';
import type { World } from '../compile/world.ts';
import type { HttpRoute, TrafficSplit } from '../objects/model.ts';
import type { RequestTest, RouteRules } from './behaviour.ts';
import { routesTest } from './routes.ts';

/** Decisions on splits that hold for some requests only. */
export interface ConditionRules {
  /** The routes one of which a request must meet for a split to hold; undefined: it holds for every request. */
  readonly conditionsOf: (split: TrafficSplit, world: World) => readonly HttpRoute[] | undefined;
  /** Whether a request meets one of these routes. */
  readonly conditionTest: (routes: readonly HttpRoute[], rules: RouteRules) => RequestTest;
  /** What is held against the conditions of a split: each request, or the first of a connection for all that follow there. */
  readonly asksConditionsFor: 'request' | 'connection';
  /** The splits of one root: the first that holds for a request decides, and if none does, the root itself answers. */
  readonly inOrder: (splits: readonly CompiledSplit[], world: World) => readonly SplitPlan[];
}

export interface CompiledSplit {
  readonly written: TrafficSplit;
  readonly plan: SplitPlan;
}

export const conditionRules: ConditionRules = {
  conditionsOf,
  conditionTest: (routes, rules) => routesTest(rules, routes),
  asksConditionsFor: 'request',
  inOrder: (splits) => [...splits].sort(bySeniority).map(({ plan }) => plan),
};

/**
 * The routes of all groups together, path and methods included. A missing group has no routes, like an empty one: a split that
 * refers to such groups only holds for nothing, never for everything. (The documents leave both open.)
 */
function conditionsOf(split: TrafficSplit, world: World): readonly HttpRoute[] | undefined {
  if (split.groups.length === 0) return undefined;
  const { groups } = world.namespace(split.namespace);
  return split.groups.flatMap((name) => groups.get(name)?.routes ?? []);
}

/** Conditional splits first, then the oldest. (The documents do not order several.) */
function bySeniority(
  { written: a, plan: one }: CompiledSplit,
  { written: b, plan: two }: CompiledSplit,
): number {
  const conditional = Number(two.conditions !== undefined) - Number(one.conditions !== undefined);
  if (conditional !== 0) return conditional;
  return a.createdAt === b.createdAt ? compare(a.name, b.name) : compare(a.createdAt, b.createdAt);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
