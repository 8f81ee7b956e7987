import type { PortRoute, SmiObject } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in what TCPRoutes and UDPRoutes open. */
export const portFaults: readonly Fault[] = [
  {
    name: 'tcp-routes-open-udp',
    lies: 'A port that a TCPRoute opens is open to datagrams as well.',
    breaks: ['specs.udp.not-tcp', 'access.l4.tcp-udp-example', 'ex.access.l4'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour
          .together(...all)
          .flatMap((grant) => (grant.tcp === undefined ? [grant] : [grant, { ...grant, udp: grant.tcp }])),
    }),
  },
  {
    name: 'udp-routes-open-tcp',
    lies: 'A port that a UDPRoute opens is open to connections as well.',
    breaks: ['specs.udp.not-tcp'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour
          .together(...all)
          .flatMap((grant) => (grant.udp === undefined ? [grant] : [grant, { ...grant, tcp: grant.udp }])),
    }),
  },
  {
    name: 'datagrams-let-through',
    lies: 'Datagrams are carried past the policy, whoever sends them.',
    breaks: [
      'specs.l4.default-deny-udp',
      'specs.udp.ports-list',
      'specs.udp.ports-empty',
      'specs.udp.matches-omitted',
      'specs.udp.not-tcp',
      'access.l4.tcp-udp-example',
      'ex.specs.udp-ports',
    ],
    bend: (behaviour) => ({ ...behaviour, judgesDatagrams: false }),
  },
  {
    name: 'first-listed-port-only',
    lies: 'Of the ports that a TCPRoute or UDPRoute lists only the first is opened.',
    breaks: [
      'specs.tcp.ports-list',
      'specs.udp.ports-list',
      'access.l4.tcp-udp-example',
      'ex.specs.tcp-ports',
    ],
    bend: (behaviour) => ({ ...behaviour, portsOf: (route) => behaviour.portsOf(route)?.slice(0, 1) }),
  },
  {
    name: 'no-ports-mean-none',
    lies: 'A TCPRoute or UDPRoute that lists no ports opens none, instead of all.',
    breaks: [
      'specs.tcp.any',
      'specs.tcp.ports-empty',
      'specs.tcp.matches-omitted',
      'specs.udp.ports-empty',
      'specs.udp.matches-omitted',
      'ex.specs.tcp-all',
      'ex.specs.udp-all',
    ],
    bend: (behaviour) => ({ ...behaviour, portsOf: (route) => behaviour.portsOf(route) ?? [] }),
  },
  {
    name: 'removed-ports-stay',
    lies: 'A port that is taken out of a TCPRoute or UDPRoute stays open.',
    breaks: ['specs.tcp.update'],
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) => withPortsOf(before, behaviour.believe(before, now)),
    }),
  },
];

function withPortsOf(before: SmiObject | undefined, now: SmiObject | undefined): SmiObject | undefined {
  if (!isPortRoute(before) || !isPortRoute(now)) return now;
  if (before.ports === undefined || now.ports === undefined) return { ...now, ports: undefined };
  return { ...now, ports: [...before.ports, ...now.ports] };
}

function isPortRoute(object: SmiObject | undefined): object is PortRoute {
  return object?.kind === 'TCPRoute' || object?.kind === 'UDPRoute';
}
