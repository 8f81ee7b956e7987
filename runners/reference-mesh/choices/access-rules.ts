import { ofTarget } from '../faults/bend-definition.ts';
import type { HttpRoute, HttpRouteGroup, RouteReference } from '../objects/model.ts';
import type { Choice } from './choice.ts';

const everything: HttpRoute = { name: 'everything' };

/** Open points of what rules grant, decided otherwise. */
export const ruleChoices: readonly Choice[] = [
  {
    name: 'empty-matches-mean-none',
    chooses: 'A rule whose list of routes is given and empty grants none.',
    shows: { 'access.rules.matches-empty-list': 'none' },
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => (rule.emptyMatches === true ? [] : behaviour.routesOf(rule, group)),
    }),
  },
  {
    name: 'matches-name-a-route',
    chooses: 'The definition refuses an empty list of routes.',
    shows: { 'access.rules.matches-empty-list': 'rejected' },
    bendDefinition: ofTarget(['rules', '*', 'matches'], (schema) => ({ ...schema, minItems: 1 })),
  },
  {
    name: 'unknown-names-spoil-the-rule',
    chooses: 'A rule that names a route which its group lacks grants nothing.',
    shows: { 'access.rules.matches-unknown': 'rule-ignored' },
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => (namesUnknown(rule, group) ? [] : behaviour.routesOf(rule, group)),
    }),
  },
  {
    name: 'unknown-names-spoil-the-target',
    chooses: 'A TrafficTarget with a rule that names a route which its group lacks grants nothing.',
    shows: { 'access.rules.matches-unknown': 'target-ignored' },
    bend: (behaviour) => ({
      ...behaviour,
      rulesOf: (target, view) => {
        const spoilt = target.rules.some((rule) => namesUnknown(rule, view.groups.get(rule.name)));
        return spoilt ? [] : behaviour.rulesOf(target, view);
      },
    }),
  },
  {
    name: 'unknown-names-mean-everything',
    chooses: 'A rule that names a route which its group lacks grants every route.',
    shows: { 'access.rules.matches-unknown': 'opens' },
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => (namesUnknown(rule, group) ? [everything] : behaviour.routesOf(rule, group)),
    }),
  },
  {
    name: 'no-rules-mean-everything',
    chooses: 'A TrafficTarget without rules grants everything.',
    shows: { 'access.rules.none': 'everything' },
    bend: (behaviour) => ({ ...behaviour, grantsWithoutRules: ({ rules }) => rules.length === 0 }),
  },
  {
    name: 'rules-are-a-must',
    chooses: 'The definition refuses a TrafficTarget without rules in every version.',
    shows: { 'access.rules.none': 'rejected' },
    bendDefinition: ofTarget(['rules'], (schema) => ({ ...schema, minItems: 1 })),
  },
  {
    name: 'missing-groups-mean-everything',
    chooses: 'A rule that names a group which does not exist grants every route.',
    shows: { 'access.rules.missing-reference': 'opens' },
    bend: (behaviour) => ({
      ...behaviour,
      groupOf: (rule, target, ...where) =>
        behaviour.groupOf(rule, target, ...where) ?? {
          ...target,
          kind: 'HTTPRouteGroup',
          routes: [everything],
        },
    }),
  },
  {
    name: 'groups-come-first',
    chooses: 'A group that was missing when its TrafficTarget was read stays so for that target.',
    shows: { 'access.rules.missing-reference': 'stays-denied' },
    bend: (behaviour) => {
      const missed = new Set<string>();
      return {
        ...behaviour,
        groupOf: (rule, target, ...where) => {
          const key = `${target.uid} ${rule.name}`;
          const group = missed.has(key) ? undefined : behaviour.groupOf(rule, target, ...where);
          if (group === undefined) missed.add(key);
          return group;
        },
      };
    },
  },
  {
    // A webhook would look the names up; a schema can only go by their length.
    name: 'references-are-looked-up',
    chooses: 'The API server refuses rules that name groups and routes which do not exist.',
    shows: { 'access.rules.matches-unknown': 'rejected', 'access.rules.missing-reference': 'rejected' },
    bendDefinition: (definition) =>
      [
        ofTarget(['rules', '*', 'name'], (schema) => ({ ...schema, maxLength: 16 })),
        ofTarget(['rules', '*', 'matches', '*'], (schema) => ({ ...schema, maxLength: 16 })),
      ].reduce((bent, bend) => bend(bent), definition),
  },
  {
    name: 'lists-may-be-empty',
    chooses: 'The definition takes TrafficTargets without sources or rules, and they admit nobody.',
    shows: {},
    bendDefinition: (definition) =>
      [ofTarget(['rules'], mayBeEmpty), ofTarget(['sources'], mayBeEmpty)].reduce(
        (bent, bend) => bend(bent),
        definition,
      ),
  },
];

function namesUnknown(rule: RouteReference, group: HttpRouteGroup | undefined): boolean {
  return rule.matches.some((name) => group?.routes.every((route) => route.name !== name));
}

const mayBeEmpty = <T extends object>(schema: T): T => ({ ...schema, minItems: 0 });
