import { isExpression } from '../behaviour/routes.ts';
import type { HttpRouteGroup, TrafficSplit } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { believing } from './believing.ts';

/** Faults in what holds across the kinds: what one object does to others, and what time does to all. */
export const generalFaults: readonly Fault[] = [
  {
    name: 'one-bad-split-stops-all',
    lies: 'One TrafficSplit that cannot be used takes the others of its namespace out of force.',
    breaks: ['gen.invalid-object-isolation'],
    alsoBreaks: ['split.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      inOrder: (splits, world) => {
        const [one] = splits;
        const all = one === undefined ? [] : world.namespace(one.written.namespace).splits.values();
        const usable = [...all].every(({ namespace, service, backends }) => {
          const { services } = world.namespace(namespace);
          return services.has(service) && backends.some((backend) => services.has(backend.service));
        });
        return usable ? behaviour.inOrder(splits, world) : [];
      },
    }),
  },
  {
    name: 'rewritten-splits-lost',
    lies: 'A TrafficSplit that is written again with the backends that it has falls out of force.',
    breaks: ['gen.idempotent'],
    alsoBreaks: ['split.lifecycle.change-root', 'split.matches.*'],
    bend: believing('TrafficSplit', (before, now) =>
      before?.kind === 'TrafficSplit' && now?.kind === 'TrafficSplit' && sameBackends(before, now)
        ? { ...now, service: '' }
        : now,
    ),
  },
  {
    name: 'restarts-forget',
    lies: 'A control plane that starts does not take in the objects that are there, only those that change afterwards.',
    breaks: ['gen.mesh-restart'],
    bend: (behaviour) => ({ ...behaviour, takesInAtStart: false }),
  },
  {
    name: 'bad-expression-stops-the-rest',
    lies: 'Route groups are compiled in the order of their names, as far as the first with a bad expression.',
    breaks: ['gen.invalid-object-isolation'],
    alsoBreaks: ['access.*', 'specs.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      groupOf: (rule, target, view, world) => {
        const bad = [...view.groups.values()].filter(isBad).map(({ name }) => name);
        return bad.some((name) => name < rule.name)
          ? undefined
          : behaviour.groupOf(rule, target, view, world);
      },
    }),
  },
  {
    name: 'restart-forgets-port-routes',
    lies: 'A control plane that starts takes no ports out of the TCPRoutes and UDPRoutes that it finds.',
    breaks: ['gen.mesh-restart'],
    bend: (behaviour) => {
      // An object tells in which second it was made. What was there is older than that by more than this, and what is made
      // once the fault is on is not.
      const start = Date.now() - 700;
      return {
        ...behaviour,
        portsOf: (route) => (Date.parse(route.createdAt) < start ? [] : behaviour.portsOf(route)),
      };
    },
  },
];

function sameBackends(before: TrafficSplit, now: TrafficSplit): boolean {
  return JSON.stringify(before.backends) === JSON.stringify(now.backends);
}

export function isBad({ routes }: HttpRouteGroup): boolean {
  return routes.some(
    ({ path, headers = [] }) =>
      (path !== undefined && !isExpression(path)) || headers.some(([, pattern]) => !isExpression(pattern)),
  );
}
