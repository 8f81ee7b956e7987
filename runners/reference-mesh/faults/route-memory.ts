import type { HttpRoute } from '../objects/model.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** Slips of a control plane that is told of a change of a group, a TCPRoute or a UDPRoute. */
export const routeMemoryFaults: readonly Fault[] = [
  {
    name: 'removed-filters-stay',
    lies: 'A path, a list of methods or headers that are taken out of a route stay, as in a merge.',
    breaks: ['specs.http.update'],
    alsoBreaks: ['split.matches.*', 'access.*', 'ex.*'],
    bend: believing('HTTPRouteGroup', (before, now) =>
      before?.kind === 'HTTPRouteGroup' && now?.kind === 'HTTPRouteGroup'
        ? { ...now, routes: now.routes.map((route) => ({ ...namesake(route, before.routes), ...route })) }
        : now,
    ),
  },
  {
    name: 'later-routes-not-compared',
    lies: 'Whether a group has changed is told by its first route and by how many there are.',
    breaks: ['specs.http.update'],
    alsoBreaks: ['split.matches.*'],
    bend: believing('HTTPRouteGroup', (before, now) => {
      if (before?.kind !== 'HTTPRouteGroup' || now?.kind !== 'HTTPRouteGroup') return now;
      const [was, is] = [before.routes, now.routes].map(([first, ...rest]) =>
        JSON.stringify([first, rest.length]),
      );
      return was === is ? { ...now, routes: before.routes } : now;
    }),
  },
  {
    name: 'emptied-lists-unseen',
    lies: 'An update that empties the list of a TCPRoute or a UDPRoute has no effect.',
    breaks: ['specs.tcp.update'],
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) => {
        const believed = behaviour.believe(before, now);
        if (before?.kind !== 'TCPRoute' && before?.kind !== 'UDPRoute') return believed;
        if (believed?.kind !== before.kind) return believed;
        return (believed.ports ?? []).length === 0 ? { ...believed, ports: before.ports } : believed;
      },
    }),
  },
  {
    name: 'udp-routes-never-reread',
    lies: 'A UDPRoute keeps the ports that it was created with.',
    breaks: ['specs.udp.ports-list'],
    bend: believing('UDPRoute', (before, now) =>
      before?.kind === 'UDPRoute' && now?.kind === 'UDPRoute' ? { ...now, ports: before.ports } : now,
    ),
  },
];

function namesake({ name }: HttpRoute, routes: readonly HttpRoute[]): HttpRoute | undefined {
  return routes.find((route) => route.name === name);
}
