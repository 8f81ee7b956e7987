import { isExpression } from '../behaviour/routes.ts';
import type { Grant, HttpGrant } from '../compile/plan.ts';
import type { HttpRoute, RouteReference } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in what the rules of one or several TrafficTargets come to together. */
export const ruleFaults: readonly Fault[] = [
  {
    name: 'ports-and-routes-crossed',
    lies: 'What a source may ask for on one port by one TrafficTarget it may ask for on the port of its other TrafficTarget.',
    breaks: ['access.port.restricts', 'access.rules.http-and-tcp'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => crossed(behaviour.together(grants, destination, view)),
    }),
  },
  {
    name: 'same-path-shared',
    lies: 'Routes of one path are merged over the TrafficTargets of a destination, so that each source has the methods of the other.',
    breaks: ['access.additive.union'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => {
        const found = behaviour.together(grants, destination, view);
        const routes = found.flatMap(({ http }) => http?.routes ?? []);
        return found.map((grant) => (grant.http === undefined ? grant : widened(grant, grant.http, routes)));
      },
    }),
  },
  {
    name: 'one-open-target-opens-ports',
    lies: 'Where one TrafficTarget of a destination names no ports, those of the others are not looked at either.',
    breaks: ['access.port.restricts', 'access.rules.http-and-tcp'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => {
        const found = behaviour.together(grants, destination, view);
        const open = found.some(({ http }) => http !== undefined && http.ports === undefined);
        return open ? found.map(withoutHttpPorts) : found;
      },
    }),
  },
  {
    name: 'bad-route-freezes-destination',
    lies: 'As long as a route for a destination has an expression that is none, the destination keeps what it had before.',
    breaks: ['gen.invalid-object-isolation'],
    bend: (behaviour) => {
      const good = new Map<string, readonly Grant[]>();
      return {
        ...behaviour,
        together: (grants, destination, view) => {
          const found = behaviour.together(grants, destination, view);
          if (!found.every(({ http }) => (http?.routes ?? []).every(isWellFormed)))
            return good.get(destination) ?? [];
          good.set(destination, found);
          return found;
        },
      };
    },
  },
  {
    name: 'one-route-per-path',
    lies: 'Of the routes of a rule that have the same path only the first is opened, whatever their methods and headers.',
    breaks: ['access.rules.matches-multiple'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) =>
        behaviour
          .routesOf(rule, group)
          .filter(
            ({ path }, index, routes) =>
              path === undefined || routes.findIndex((other) => other.path === path) === index,
          ),
    }),
  },
  {
    name: 'equal-route-names-once',
    lies: 'Of routes of one name in several groups of a TrafficTarget only that of the first group is opened.',
    breaks: ['access.rules.several'],
    bend: (behaviour) => ({
      ...behaviour,
      groupOf: (rule, target, view, world) => {
        const group = behaviour.groupOf(rule, target, view, world);
        if (group === undefined) return undefined;
        const before = target.rules.slice(0, Math.max(0, target.rules.indexOf(rule)));
        const taken = before.flatMap((earlier) => {
          if (earlier.kind !== 'HTTPRouteGroup' || earlier.name === rule.name) return [];
          const other = behaviour.groupOf(earlier, target, view, world);
          return other === undefined ? [] : behaviour.routesOf(earlier, other).map(({ name }) => name);
        });
        return { ...group, routes: group.routes.filter(({ name }) => !taken.includes(name)) };
      },
    }),
  },
  {
    name: 'one-rule-per-group',
    lies: 'Of several rules of a TrafficTarget for the same HTTPRouteGroup only the last counts.',
    breaks: ['access.rules.several'],
    bend: (behaviour) => ({
      ...behaviour,
      rulesOf: (target, view) =>
        behaviour
          .rulesOf(target, view)
          .filter((rule, index, rules) => !rules.slice(index + 1).some((later) => isSameObject(later, rule))),
    }),
  },
  {
    name: 'group-of-a-split-is-taken',
    lies: 'An HTTPRouteGroup that is a condition of a TrafficSplit has no routes for the rules of TrafficTargets.',
    breaks: ['access.with-split'],
    bend: (behaviour) => ({
      ...behaviour,
      groupOf: (rule, target, view, world) =>
        [...view.splits.values()].some(({ groups }) => groups.includes(rule.name))
          ? undefined
          : behaviour.groupOf(rule, target, view, world),
    }),
  },
];

function isSameObject(a: RouteReference, b: RouteReference): boolean {
  return a.kind === b.kind && a.name === b.name;
}

function isWellFormed({ path, headers = [] }: HttpRoute): boolean {
  return (path === undefined || isExpression(path)) && headers.every(([, pattern]) => isExpression(pattern));
}

/** Each grant once more for its sources on the ports of another one that they are sources of. */
function crossed(grants: readonly Grant[]): readonly Grant[] {
  const more = grants.flatMap(({ target, sources, http }, index): readonly Grant[] =>
    grants.flatMap((other, at): readonly Grant[] => {
      const common = sources.filter((source) => other.sources.includes(source));
      if (at === index || common.length === 0) return [];
      if (http?.ports === undefined || other.http?.ports === undefined) return [];
      return [{ target, sources: common, http: { ...http, ports: other.http.ports } }];
    }),
  );
  return [...grants, ...more];
}

function widened(grant: Grant, http: HttpGrant, all: readonly HttpRoute[]): Grant {
  if (http.routes === undefined) return grant;
  const paths = new Set(http.routes.map(({ path }) => path));
  const more = all.filter(({ path }) => path !== undefined && paths.has(path));
  return { ...grant, http: { ...http, routes: [...http.routes, ...more] } };
}

function withoutHttpPorts(grant: Grant): Grant {
  const { http } = grant;
  if (http === undefined) return grant;
  return { ...grant, http: http.routes === undefined ? {} : { routes: http.routes } };
}
