import type { Behaviour } from '../behaviour/behaviour.ts';
import type { PortsGrant } from '../compile/plan.ts';
import { serviceAccountUri } from '../identity/names.ts';
import type { PortRoute, SmiObject } from '../objects/model.ts';
import type { NamespaceView } from '../compile/world.ts';
import type { Fault } from './fault.ts';

/** Slips with which TCPRoute or UDPRoute is meant, and whether any is. */
export const portSlips: readonly Fault[] = [
  {
    name: 'port-routes-by-bare-name',
    lies: 'Of TCPRoutes, or UDPRoutes, of one name in several namespaces the one that was written last is meant.',
    breaks: ['specs.tcp.ports-list', 'specs.udp.ports-list'],
    bend: byBareName,
  },
  {
    name: 'lone-port-routes-open',
    lies: 'A TCPRoute or a UDPRoute that no TrafficTarget refers to opens its ports to everybody of its namespace.',
    breaks: ['specs.tcp.ports-list', 'specs.l4.default-deny-udp'],
    alsoBreaks: ['access.*', 'ex.*', 'split.*', 'gen.*'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => [
        ...behaviour.together(grants, destination, view),
        ...[...view.tcpRoutes.values(), ...view.udpRoutes.values()]
          .filter((route) => !isReferredTo(route, view))
          .map((route) => {
            const ports = behaviour.portsOf(route);
            const grant: PortsGrant = ports === undefined ? {} : { ports };
            const name = `routes/${route.name}`;
            const sources = sourcesOf(view);
            return route.kind === 'TCPRoute'
              ? { target: name, sources, tcp: grant }
              : { target: name, sources, udp: grant };
          }),
      ],
    }),
  },
];

function isReferredTo(route: PortRoute, view: NamespaceView): boolean {
  return [...view.targets.values()].some(({ rules }) =>
    rules.some(({ kind, name }) => kind === route.kind && name === route.name),
  );
}

function sourcesOf(view: NamespaceView): readonly string[] {
  return [...view.pods.values()].map((pod) => serviceAccountUri(view.name, pod.serviceAccount));
}

function byBareName(behaviour: Behaviour): Behaviour {
  const written = new Map<string, PortRoute>();
  return {
    ...behaviour,
    believe: (before: SmiObject | undefined, now: SmiObject | undefined): SmiObject | undefined => {
      const believed = behaviour.believe(before, now);
      if (believed?.kind === 'TCPRoute' || believed?.kind === 'UDPRoute')
        written.set(`${believed.kind}/${believed.name}`, believed);
      return believed;
    },
    portsOf: (route) => behaviour.portsOf(written.get(`${route.kind}/${route.name}`) ?? route),
  };
}
