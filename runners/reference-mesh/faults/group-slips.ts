import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Grant } from '../compile/plan.ts';
import type { HttpRouteGroup, SmiObject } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { throughRoutes, type Routes } from './through-routes.ts';

/** Slips of bookkeeping with the routes of a group and their methods, and with groups that change. */
export const groupSlips: readonly Fault[] = [
  {
    name: 'routes-kept-by-path',
    lies: 'Of several routes of a group with the same path only the last is kept.',
    breaks: ['specs.http.shared', 'specs.http.headers.or'],
    alsoBreaks: ['split.matches.*', 'access.*', 'ex.*'],
    bend: (behaviour) => throughRoutes(behaviour, lastOfEachPath),
  },
  {
    name: 'methods-binary-searched',
    lies: 'A method is searched for by halving the list, which is not sorted first.',
    breaks: ['specs.http.methods.list'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) =>
        methods.length < 2 || methods.includes('*')
          ? behaviour.methodTest(methods)
          : (method) => isFoundByHalving(methods, method),
    }),
  },
  {
    name: 'eight-routes-per-group',
    lies: 'Of a route group the first eight routes are read.',
    breaks: ['specs.http.path.regex-features', 'specs.http.headers.or'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => throughRoutes(behaviour, (routes) => routes.slice(0, 8)),
  },
  {
    name: 'namesake-routes-overwrite',
    lies: 'Of routes of one name in several groups of a TrafficTarget only the last is granted.',
    breaks: ['access.rules.several'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) =>
        behaviour.together(grants, destination, view).map(withoutNamesakes),
    }),
  },
  {
    name: 'routes-by-beginning',
    lies: 'A route is one that a TrafficTarget names if its name begins so.',
    breaks: ['specs.http.shared'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: ({ matches, ...rule }, group) =>
        behaviour
          .routesOf({ ...rule, matches: [] }, group)
          .filter(({ name }) => matches.length === 0 || matches.some((wanted) => name.startsWith(wanted))),
    }),
  },
  {
    name: 'groups-in-one-pot',
    lies: 'The routes that a TrafficTarget names are looked for in all groups of its namespace.',
    breaks: ['specs.http.inert'],
    alsoBreaks: ['access.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      groupOf: (rule, target, view, world) => {
        const group = behaviour.groupOf(rule, target, view, world);
        const routes = [...view.groups.values()].flatMap((one) => one.routes);
        return group === undefined || rule.matches.length === 0 ? group : { ...group, routes };
      },
    }),
  },
  {
    name: 'group-updates-by-path',
    lies: 'An update of a route group counts only if it changes a name or a path.',
    breaks: ['specs.http.update', 'split.matches.group-updated'],
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) => {
        const believed = behaviour.believe(before, now);
        if (before?.kind !== 'HTTPRouteGroup' || believed?.kind !== 'HTTPRouteGroup') return believed;
        return pathsOf(before) === pathsOf(believed) ? { ...believed, routes: before.routes } : believed;
      },
    }),
  },
  {
    name: 'recreated-groups-are-old',
    lies: 'A route group that is created under the name of a deleted one has its routes until it is updated.',
    breaks: ['specs.http.update'],
    bend: withOldGroups,
  },
];

function lastOfEachPath(routes: Routes): Routes {
  return routes.filter(
    ({ path }, index) => path === undefined || !routes.slice(index + 1).some((later) => later.path === path),
  );
}

function isFoundByHalving(sorted: readonly string[], wanted: string): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? '';
    if (found === wanted) return true;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

function withoutNamesakes(grant: Grant): Grant {
  const { http } = grant;
  if (http?.routes === undefined) return grant;
  const routes = new Map(http.routes.map((route) => [route.name, route]));
  return { ...grant, http: { ...http, routes: [...routes.values()] } };
}

function pathsOf({ routes }: HttpRouteGroup): string {
  return JSON.stringify(routes.map(({ name, path }) => [name, path ?? null]));
}

function withOldGroups(behaviour: Behaviour): Behaviour {
  const deleted = new Map<string, Routes>();
  /** By uid, the routes that a group was created with and does not have. */
  const unread = new Map<string, string>();
  const believe = (before: SmiObject | undefined, now: SmiObject | undefined): SmiObject | undefined => {
    const believed = behaviour.believe(before, now);
    if (before?.kind === 'HTTPRouteGroup' && believed === undefined) {
      deleted.set(`${before.namespace}/${before.name}`, before.routes);
      return undefined;
    }
    if (believed?.kind !== 'HTTPRouteGroup') return believed;
    const written = JSON.stringify(believed.routes);
    if (before?.kind === 'HTTPRouteGroup' && before.uid === believed.uid)
      return unread.get(believed.uid) === written ? { ...believed, routes: before.routes } : believed;
    const routes = deleted.get(`${believed.namespace}/${believed.name}`);
    if (routes === undefined) return believed;
    unread.set(believed.uid, written);
    return { ...believed, routes };
  };
  return { ...behaviour, believe };
}
