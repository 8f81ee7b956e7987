import { compile } from '../behaviour/routes.ts';
import type { Fault } from './fault.ts';

/** Slips of comparison that a mesh may make with any route. */
export const routeSlips: readonly Fault[] = [
  {
    name: 'alternatives-loose',
    lies: 'Of the alternatives of a path only the first has to begin where the path does.',
    breaks: ['specs.http.path.anchored-start'],
    bend: (behaviour) => ({
      ...behaviour,
      pathTest: (pattern) => {
        const regex = compile(`^${pattern}`, pattern);
        return (path) => regex.test(path);
      },
    }),
  },
  {
    name: 'header-values-in-lower-case',
    lies: 'Values of headers are brought into lower case in requests and not in routes.',
    breaks: ['specs.http.headers.single', 'specs.http.headers.value-case'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const test = behaviour.headerTest(headers);
        return (header, values) => test((name, spelling) => header(name, spelling)?.toLowerCase(), values);
      },
    }),
  },
  {
    name: 'first-header-only',
    lies: 'Of several headers of a route only the first is asked for.',
    breaks: ['specs.http.headers.and'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => behaviour.headerTest(headers.slice(0, 1)),
    }),
  },
  {
    name: 'options-let-in',
    lies: 'A route matches OPTIONS, whatever its methods.',
    breaks: ['specs.http.methods.each'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) => {
        const test = behaviour.methodTest(methods);
        return (method) => method === 'OPTIONS' || test(method);
      },
    }),
  },
  {
    name: 'writing-is-writing',
    lies: 'A route for one of POST, PUT and PATCH matches all three.',
    breaks: ['specs.http.methods.each'],
    bend: (behaviour) => ({
      ...behaviour,
      methodTest: (methods) =>
        behaviour.methodTest(
          methods.some((method) => writing.includes(method)) ? [...methods, ...writing] : methods,
        ),
    }),
  },
  {
    name: 'ports-are-a-range',
    lies: 'Of the ports that a route lists, all between the lowest and the highest are open.',
    breaks: ['ex.specs.udp-ports'],
    alsoBreaks: ['ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      portsOf: (route) => {
        const ports = behaviour.portsOf(route);
        if (ports === undefined || ports.length < 2) return ports;
        const lowest = Math.min(...ports);
        return Array.from({ length: Math.max(...ports) - lowest + 1 }, (_, index) => lowest + index);
      },
    }),
  },
  {
    name: 'udp-needs-tcp',
    lies: 'A UDPRoute opens nothing unless a TCPRoute stands beside it.',
    breaks: ['specs.udp.ports-list', 'specs.udp.ports-empty'],
    alsoBreaks: ['ex.*', 'access.*'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour.together(...all).map(({ udp, ...grant }) => ({
          ...grant,
          ...(udp === undefined || grant.tcp === undefined ? {} : { udp }),
        })),
    }),
  },
];

const writing = ['POST', 'PUT', 'PATCH'];
