import type { PortPlan, SplitPlan } from '../compile/plan.ts';
import type { HttpRoute } from '../objects/model.ts';
import { bendingPorts } from './port-bends.ts';
import type { Fault } from './fault.ts';
import { isBad } from './general.ts';
import { splitsOf } from './split-bends.ts';

/** What one object, or one absence, does to others. */
export const generalSlips: readonly Fault[] = [
  {
    name: 'deletions-missed-while-away',
    lies: 'Side-cars that find the control plane again are told of what there is and not of what is gone: a split that was deleted meanwhile stays in force with them until its root changes.',
    breaks: ['gen.mesh-restart'],
    bend: (behaviour) => ({
      ...behaviour,
      resumed: (before, now) => {
        const news = behaviour.resumed(before, now);
        const ports = Object.entries(news.ports).map(([key, port]): [string, PortPlan] => {
          const splits = port.splits.length === 0 ? (before.ports[key]?.splits ?? []) : port.splits;
          return [key, { ...port, splits }];
        });
        return { ...news, ports: Object.fromEntries(ports) };
      },
    }),
  },
  {
    name: 'bad-conditions-stop-updates',
    lies: 'While a split refers to a route group with a bad expression, side-cars refuse the routes of its whole namespace and keep what they had of the splits there.',
    breaks: ['gen.invalid-object-isolation'],
    alsoBreaks: ['split.*', 'ex.*'],
    bend: (behaviour) => {
      const accepted = new Map<string, readonly SplitPlan[]>();
      return bendingPorts(behaviour, (plans, { key, root }, world) => {
        const { groups } = world.namespace(root.namespace);
        const refused = splitsOf(world, root.namespace)
          .flatMap((split) => split.groups)
          .flatMap((name) => groups.get(name) ?? [])
          .some(isBad);
        if (refused) return accepted.get(key) ?? [];
        accepted.set(key, plans);
        return plans;
      });
    },
  },
  {
    name: 'split-outlives-its-groups',
    lies: 'What a split has put in place is found again by its route groups: when it is deleted after these, it stays in force with the routes that they had.',
    breaks: ['gen.cleanup'],
    bend: (behaviour) => {
      const deleted = new Set<string>();
      const routesOf = new Map<string, readonly HttpRoute[]>();
      return {
        ...behaviour,
        believe: (before, now) => {
          const object = now ?? before;
          if (object?.kind === 'HTTPRouteGroup') {
            const key = `${object.namespace}/${object.name}`;
            if (now === undefined) deleted.add(key);
            else deleted.delete(key);
          }
          if (before?.kind !== 'TrafficSplit' || now !== undefined) return behaviour.believe(before, now);
          const { namespace, groups } = before;
          const lost = groups.length > 0 && groups.every((name) => deleted.has(`${namespace}/${name}`));
          return lost ? before : behaviour.believe(before, now);
        },
        conditionsOf: (split, world) => {
          const routes = behaviour.conditionsOf(split, world);
          const { groups } = world.namespace(split.namespace);
          if (routes === undefined || split.groups.some((name) => groups.has(name))) {
            if (routes !== undefined) routesOf.set(split.uid, routes);
            return routes;
          }
          return routesOf.get(split.uid) ?? routes;
        },
      };
    },
  },
];
