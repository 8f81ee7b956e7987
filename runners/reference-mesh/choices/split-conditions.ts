import type { Behaviour } from '../behaviour/behaviour.ts';
import { compile } from '../behaviour/routes.ts';
import { at, ofKind } from '../faults/bend-definition.ts';
import type { HttpRoute, TrafficSplit } from '../objects/model.ts';
import type { World } from '../compile/world.ts';
import type { Choice } from './choice.ts';
import { half, halfOfAll } from './half.ts';

const withoutRoutes = (reading: string): Choice['shows'] => ({
  'split.matches.missing-group': reading,
  'split.matches.empty-group': reading,
  'split.matches.group-deleted': reading,
});

/** Open points of which requests the conditions of a split are about, decided otherwise. */
export const conditionChoices: readonly Choice[] = [
  {
    name: 'no-routes-mean-every-request',
    chooses: 'A split whose groups have no routes is in force for every request.',
    shows: withoutRoutes('unconditional'),
    bend: conditions((routes) => (routes.length === 0 ? undefined : routes)),
  },
  {
    name: 'no-routes-mean-the-last-ones',
    chooses: 'A split whose groups have no routes any more keeps the conditions that it had.',
    shows: withoutRoutes('unchanged'),
    bend: (behaviour) => {
      const last = new Map<string, readonly HttpRoute[]>();
      return conditions((routes, { uid }) => {
        if (routes.length > 0) last.set(uid, routes);
        return last.get(uid) ?? routes;
      })(behaviour);
    },
  },
  {
    name: 'no-routes-mean-failure',
    chooses: 'Requests to the root of a split whose groups have no routes fail.',
    shows: withoutRoutes('fails'),
    bend: (behaviour) => ({
      ...behaviour,
      inOrder: (splits, world) =>
        behaviour
          .inOrder(splits, world)
          .map((plan) => (plan.conditions?.length === 0 ? { id: plan.id, backends: [] } : plan)),
    }),
  },
  {
    name: 'groups-need-a-route',
    chooses: 'The definition refuses a route group without routes.',
    shows: { 'split.matches.empty-group': 'rejected' },
    bendDefinition: ofKind(
      'HTTPRouteGroup',
      at(['spec', 'matches'], (schema) => ({ ...schema, minItems: 1 })),
    ),
  },
  {
    name: 'headers-alone-are-conditions',
    chooses: 'Of the routes that a split refers to only the headers count.',
    shows: { 'split.matches.path': 'ignored', 'split.matches.method': 'ignored' },
    bend: conditions((routes) =>
      routes.map(({ name, headers }) => ({ name, ...(headers === undefined ? {} : { headers }) })),
    ),
  },
  {
    name: 'conditions-need-headers',
    chooses: 'A route without headers is no condition that a request could meet.',
    shows: { 'split.matches.path': 'never-matches', 'split.matches.method': 'never-matches' },
    bend: conditions((routes) => routes.filter(({ headers }) => headers !== undefined)),
  },
  {
    name: 'first-of-a-name-counts',
    chooses: 'Of several routes of one name in the groups of a split the first counts.',
    shows: { 'split.matches.same-route-name-in-two-groups': 'first-group' },
    bend: conditions((routes) => routes.filter(({ name }, index) => firstOf(routes, name) === index)),
  },
  {
    name: 'last-of-a-name-counts',
    chooses: 'Of several routes of one name in the groups of a split the last counts.',
    shows: { 'split.matches.same-route-name-in-two-groups': 'second-group' },
    bend: conditions((routes) => [...new Map(routes.map((route) => [route.name, route])).values()]),
  },
  {
    name: 'routes-of-a-name-are-one',
    chooses:
      'Several routes of one name in the groups of a split are one route that wants all of their headers.',
    shows: { 'split.matches.same-route-name-in-two-groups': 'both-together' },
    bend: conditions((routes) =>
      [...new Set(routes.map(({ name }) => name))].map((name) => {
        const same = routes.filter((route) => route.name === name);
        const headers = same.flatMap((route) => route.headers ?? []);
        return { ...same[0], name, ...(headers.length === 0 ? {} : { headers }) };
      }),
    ),
  },
  {
    name: 'routes-of-a-name-cancel-out',
    chooses: 'Several routes of one name in the groups of a split are no conditions.',
    shows: { 'split.matches.same-route-name-in-two-groups': 'neither' },
    bend: conditions((routes) =>
      routes.filter(({ name }) => routes.filter((other) => other.name === name).length === 1),
    ),
  },
  {
    name: 'conditions-match-whole-values',
    chooses: 'An expression for a header in a condition must match the whole value.',
    shows: { 'split.matches.regex-anchoring': 'full' },
    bend: wholeValues,
  },
  {
    name: 'conditions-match-from-the-start',
    chooses: 'An expression for a header in a condition must match from the start of the value.',
    shows: { 'split.matches.regex-anchoring': 'from-start' },
    bend: anchored((pattern) => `^(?:${pattern})`),
  },
  {
    name: 'open-conditions-hold-for-half',
    chooses: 'Every second request meets a condition of which the documents do not say when it holds.',
    shows: {
      ...withoutRoutes('mixed'),
      'split.matches.path': 'mixed',
      'split.matches.method': 'mixed',
      'split.matches.same-route-name-in-two-groups': 'mixed',
    },
    bend: conditions((routes) => {
      const repeated = routes.some(({ name }, index) => firstOf(routes, name) !== index);
      const bare = routes.some(({ headers }) => headers === undefined);
      return routes.length === 0 || repeated || bare ? halfOfAll : routes;
    }),
  },
  {
    name: 'conditions-match-half-of-the-parts',
    chooses:
      'An expression for a header in a condition that matches a part of the value holds every second time.',
    shows: { 'split.matches.regex-anchoring': 'mixed' },
    bend: (behaviour) => ({
      ...behaviour,
      conditionTest: (routes, rules) => {
        const sometimes = behaviour.conditionTest(routes.map(half), rules);
        const surely = wholeValues(behaviour).conditionTest(routes, rules);
        return (request) => surely(request) || sometimes(request);
      },
    }),
  },
];

type BendRoutes = (
  routes: readonly HttpRoute[],
  split: TrafficSplit,
  world: World,
) => readonly HttpRoute[] | undefined;

function conditions(bend: BendRoutes): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    conditionsOf: (split, world) => {
      const routes = behaviour.conditionsOf(split, world);
      return routes === undefined ? undefined : bend(routes, split, world);
    },
  });
}

function firstOf(routes: readonly HttpRoute[], name: string): number {
  return routes.findIndex((route) => route.name === name);
}

/** Headers in conditions by an expression that is made of the written one. */
function anchored(expression: (pattern: string) => string): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    conditionTest: (routes, rules) =>
      behaviour.conditionTest(routes, {
        ...rules,
        headerTest: (headers) => {
          const tests = headers.map(
            ([name, pattern]) => [name, compile(expression(pattern), pattern)] as const,
          );
          return (header) =>
            tests.every(([name, regex]) => {
              const value = header(name);
              return value !== undefined && regex.test(value);
            });
        },
      }),
  });
}

function wholeValues(behaviour: Behaviour): Behaviour {
  return anchored((pattern) => `^(?:${pattern})$`)(behaviour);
}
