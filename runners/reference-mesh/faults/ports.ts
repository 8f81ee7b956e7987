import type { Grant } from '../compile/plan.ts';
import type { NamespaceView } from '../compile/world.ts';
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
  {
    name: 'ports-signed',
    lies: 'Ports are kept in sixteen bits with a sign, so that a route for one above 32767 opens nothing.',
    breaks: ['specs.tcp.ports-list', 'specs.udp.ports-list', 'specs.tcp.update'],
    bend: (behaviour) => ({
      ...behaviour,
      portsOf: (route) => behaviour.portsOf(route)?.filter((port) => port <= 0x7fff),
    }),
  },
  {
    name: 'sixteen-ports-per-route',
    lies: 'Of the ports that a route lists the first sixteen are opened.',
    breaks: ['specs.tcp.ports-list', 'specs.udp.ports-list'],
    bend: (behaviour) => ({ ...behaviour, portsOf: (route) => behaviour.portsOf(route)?.slice(0, 16) }),
  },
  {
    name: 'udp-route-namesake',
    lies: 'A UDPRoute that has the name of a TCPRoute of its namespace opens nothing.',
    breaks: ['specs.udp.not-tcp'],
    bend: (behaviour) => ({
      ...behaviour,
      rulesOf: (target, view) =>
        behaviour
          .rulesOf(target, view)
          .filter(({ kind, name }) => kind !== 'UDPRoute' || !view.tcpRoutes.has(name)),
    }),
  },
  {
    name: 'one-port-route-per-target',
    lies: 'Of several TCPRoutes, or UDPRoutes, that a TrafficTarget names only the first opens its ports.',
    breaks: ['specs.tcp.ports-list', 'specs.udp.ports-list'],
    bend: (behaviour) => ({
      ...behaviour,
      rulesOf: (target, view) => {
        const rules = behaviour.rulesOf(target, view);
        return rules.filter(
          ({ kind }, index) =>
            kind === 'HTTPRouteGroup' || rules.findIndex((other) => other.kind === kind) === index,
        );
      },
    }),
  },
  {
    name: 'tcp-without-source-filter',
    lies: 'A port that speaks no HTTP is open to everybody once some TrafficTarget opens it by a TCPRoute.',
    breaks: ['specs.tcp.any', 'specs.tcp.ports-list'],
    alsoBreaks: ['access.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) =>
        behaviour.together(grants, destination, view).flatMap(withOpenTcp),
      isSource: (peer, sources) => sources.includes(anybody) || behaviour.isSource(peer, sources),
    }),
  },
  {
    name: 'listed-ports-are-taken',
    lies: 'A TrafficTarget that opens all ports by a TCPRoute does not open those that another one for the destination lists.',
    breaks: ['specs.tcp.ports-empty'],
    alsoBreaks: ['access.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => {
        const all = behaviour.together(grants, destination, view);
        const taken = new Set(all.flatMap(({ tcp }) => tcp?.ports ?? []));
        const ports = servedPorts(view).filter((port) => !taken.has(port));
        return all.map((grant) =>
          grant.tcp === undefined || grant.tcp.ports !== undefined || taken.size === 0
            ? grant
            : { ...grant, tcp: { ports } },
        );
      },
    }),
  },
];

/** Numbers that Services of a namespace have, for a mesh in which they are those of the pods. */
function servedPorts(view: NamespaceView): readonly number[] {
  return [...new Set([...view.services.values()].flatMap(({ ports }) => ports.map(({ port }) => port)))];
}

function withPortsOf(before: SmiObject | undefined, now: SmiObject | undefined): SmiObject | undefined {
  if (!isPortRoute(before) || !isPortRoute(now)) return now;
  if (before.ports === undefined || now.ports === undefined) return { ...now, ports: undefined };
  return { ...now, ports: [...before.ports, ...now.ports] };
}

function isPortRoute(object: SmiObject | undefined): object is PortRoute {
  return object?.kind === 'TCPRoute' || object?.kind === 'UDPRoute';
}

const anybody = 'anybody';

function withOpenTcp(grant: Grant): readonly Grant[] {
  const { target, sources, http, tcp, udp } = grant;
  if (tcp === undefined) return [grant];
  return [
    {
      target,
      sources,
      ...(http === undefined ? {} : { http }),
      ...(udp === undefined ? {} : { udp }),
    },
    { target, sources: [anybody], tcp },
  ];
}
