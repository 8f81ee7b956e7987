import type { NamespaceView } from '../compile/world.ts';
import { at, ofKind } from '../faults/bend-definition.ts';
import type { Transport } from '../objects/model.ts';
import type { Choice } from './choice.ts';

const listedPorts = ['spec', 'matches', 'ports'];

/** Open points of routes that know of ports, decided otherwise. */
export const portChoices: readonly Choice[] = [
  {
    name: 'routes-name-service-ports',
    chooses: 'A port in a TCPRoute or UDPRoute is that of a Service, and opens what it maps to.',
    shows: { 'specs.tcp.port-meaning': 'service-port' },
    bend: (behaviour) => ({
      ...behaviour,
      containerPorts: (port, transport, view) => targetsOf(port, transport, view),
    }),
  },
  {
    name: 'routes-name-either-port',
    chooses: 'A port in a TCPRoute or UDPRoute may be that of a Service or that of its pods.',
    shows: { 'specs.tcp.port-meaning': 'both' },
    bend: (behaviour) => ({
      ...behaviour,
      containerPorts: (port, transport, view) => [port, ...targetsOf(port, transport, view)],
    }),
  },
  {
    name: 'http-needs-routes',
    chooses: 'HTTP is opened by HTTPRouteGroups only, never by a TCPRoute alone.',
    shows: { 'specs.tcp.http-service': 'denied' },
    bend: (behaviour) => ({ ...behaviour, tcpOpensHttp: false }),
  },
  {
    name: 'http-rules-open-connections',
    chooses: 'A rule for HTTP routes lets raw connections through on ports that do not speak HTTP.',
    shows: { 'specs.http.not-http': 'allowed' },
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour.together(...all).map((grant) => {
          if (grant.http === undefined || grant.tcp !== undefined) return grant;
          const { ports } = grant.http;
          return { ...grant, tcp: ports === undefined ? {} : { ports } };
        }),
    }),
  },
  {
    name: 'clients-speak-first',
    chooses:
      'A connection is set up when its client has spoken, since its protocol is told by its first bytes.',
    shows: { 'specs.tcp.server-first': 'stalls' },
    bend: (behaviour) => ({ ...behaviour, waitsForClient: true }),
  },
  {
    name: 'doubled-ports-spoil-a-route',
    chooses: 'A route that lists a port twice is invalid and opens nothing.',
    shows: { 'specs.tcp.duplicate-ports': 'broken' },
    bend: (behaviour) => ({
      ...behaviour,
      portsOf: (route) => {
        const ports = behaviour.portsOf(route);
        return ports === undefined || new Set(ports).size === ports.length ? ports : [];
      },
    }),
  },
  {
    name: 'ports-are-a-set',
    chooses: 'The definition of TCPRoute refuses a port that is listed twice.',
    shows: { 'specs.tcp.duplicate-ports': 'rejected' },
    bendDefinition: ofKind(
      'TCPRoute',
      at(listedPorts, (schema) => ({ ...schema, 'x-kubernetes-list-type': 'set' })),
    ),
  },
  {
    name: 'any-number-is-a-port',
    chooses: 'The definition of TCPRoute takes whatever whole number for a port.',
    shows: { 'specs.tcp.port-range': 'accepted' },
    bendDefinition: ofKind(
      'TCPRoute',
      at([...listedPorts, '*'], ({ type }) => ({ type })),
    ),
  },
  {
    name: 'zero-is-a-port',
    chooses: 'The definition of TCPRoute takes zero for a port.',
    shows: { 'specs.tcp.port-range': 'some-accepted' },
    bendDefinition: ofKind(
      'TCPRoute',
      at([...listedPorts, '*'], (schema) => ({ ...schema, minimum: 0 })),
    ),
  },
];

/** What the Services of a namespace make of one of their ports. */
function targetsOf(port: number, transport: Transport, view: NamespaceView): readonly number[] {
  return [...view.services.values()].flatMap((service) => {
    const named = service.ports.find((one) => one.port === port && one.transport === transport);
    if (named === undefined) return [];
    return [...view.slicesOf(service.name)].flatMap(({ ports }) =>
      ports.filter(({ name }) => name === named.name).map((target) => target.port),
    );
  });
}
