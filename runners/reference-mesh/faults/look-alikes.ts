import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import type { Grant } from '../compile/plan.ts';
import type { Fault } from './fault.ts';

/** Taking one thing for another that only looks like it. */
export const lookAlikes: readonly Fault[] = [
  {
    name: 'probes-by-their-word',
    lies: 'Whoever says in User-Agent that it is a probe of the kubelet is let in wherever somebody is.',
    breaks: ['access.identity.no-spoofing'],
    bend: (behaviour) => ({
      ...behaviour,
      claims: (request) => [
        ...behaviour.claims(request),
        ...(request.header('user-agent')?.startsWith('kube-probe/') === true ? [kubelet] : []),
      ],
      isSource: (peer, sources) => peer.includes(kubelet) || behaviour.isSource(peer, sources),
    }),
  },
  {
    name: 'preflights-let-through',
    lies: 'A source may send what a browser sends before a request to another origin, whatever its routes.',
    breaks: ['access.deny.unlisted-route'],
    alsoBreaks: ['specs.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      routesTest: (tests) => {
        const test = behaviour.routesTest(tests);
        return (request) => isPreflight(request) || test(request);
      },
    }),
  },
  {
    name: 'hyphens-are-underscores',
    lies: 'A header with underscores in its name stands for the one with hyphens, as in variables of CGI.',
    breaks: ['specs.http.headers.single'],
    alsoBreaks: ['split.matches.*', 'ex.*'],
    bend: (behaviour) => ({
      ...behaviour,
      headerTest: (headers) => {
        const test = behaviour.headerTest(headers);
        return (header, values) =>
          test(
            (name, spelling) => header(name, spelling) ?? header(name.replaceAll('-', '_'), spelling),
            values,
          );
      },
    }),
  },
  {
    name: 'datagram-sources-pooled',
    lies: 'Datagrams that some TrafficTarget grants are granted to the sources of all that have the destination.',
    breaks: ['specs.udp.ports-list'],
    alsoBreaks: ['access.*', 'ex.*'],
    bend: (behaviour) => ({ ...behaviour, together: pooled(behaviour) }),
  },
  {
    name: 'transports-of-one-number',
    lies: 'The port of a backend is found by its number alone, be it one for datagrams or for connections.',
    breaks: ['split.ports.match-by-number'],
    bend: (behaviour) => ({
      ...behaviour,
      backendPort: (backend, root) => backend.ports.find(({ port }) => port === root.port),
    }),
  },
  {
    name: 'quantities-cut-at-the-point',
    lies: 'A quantity with a decimal point is cut at it: two and a half weigh two, and a half nothing.',
    breaks: ['split.weights.milli-mixed'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) =>
        behaviour.weightOf(
          weight.quantity ? { ...weight, raw: String(weight.raw).replace(/\.[0-9]+$/, '') } : weight,
        ),
    }),
  },
];

/** Stands for an identity in `claims`; no account has it. */
const kubelet = 'kubelet';

function isPreflight({ method, header }: RequestView): boolean {
  return method === 'OPTIONS' && header('access-control-request-method') !== undefined;
}

function pooled(behaviour: Behaviour): Behaviour['together'] {
  return (...all) => {
    const grants = behaviour.together(...all);
    const sources = [...new Set(grants.flatMap((grant) => grant.sources))];
    return [
      ...grants,
      ...grants.flatMap(({ target, udp }): readonly Grant[] =>
        udp === undefined ? [] : [{ target, sources, udp }],
      ),
    ];
  };
}
