import { isIP } from 'node:net';
import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import type { Fault } from './fault.ts';

/** Faults in what a verdict on one request is taken to say of another one. */
export const verdictFaults: readonly Fault[] = [
  {
    name: 'called-by-address-is-trusted',
    lies: 'A request that names its host by an IP address is taken for one of the cluster itself, and so for one of a source.',
    breaks: ['access.pod-ip', 'access.server-side'],
    bend: (behaviour) =>
      withAnybody(behaviour, (request) => {
        const host = request.header('host') ?? '';
        return isIP(host.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '')) !== 0;
      }),
  },
  {
    name: 'verdict-without-source',
    lies: 'That a request was let in is remembered for five seconds by its method and path, for whoever sends the same.',
    breaks: ['access.deny.unlisted-source', 'access.deny.app-not-reached'],
    bend: rememberingForAll,
  },
  {
    name: 'verdict-without-headers',
    lies: 'That a request was let in is remembered for its source by method and path, and its headers are not asked again.',
    breaks: ['specs.http.headers.single', 'specs.http.headers.and', 'specs.http.headers.combined'],
    bend: (behaviour) => ({
      ...apartFromConditions(behaviour),
      routesTest: (tests) => {
        const test = behaviour.routesTest(tests);
        const letIn = new Set<string>();
        return (request) => {
          const key = `${request.method} ${request.path}`;
          if (letIn.has(key)) return true;
          const allowed = test(request);
          if (allowed) letIn.add(key);
          return allowed;
        };
      },
    }),
  },
  {
    name: 'denied-once-denied-for-the-connection',
    lies: 'After a source was denied one request, whatever follows on the same connection is denied as well.',
    breaks: ['access.allow.listed-source'],
    bend: condemningConnections,
  },
];

/** Claimed for requests that count as those of any source; no URI, so that nobody can prove it. */
const anybody = 'anybody';

function withAnybody(behaviour: Behaviour, trusted: (request: RequestView) => boolean): Behaviour {
  return {
    ...behaviour,
    claims: (request) =>
      trusted(request) ? [...behaviour.claims(request), anybody] : behaviour.claims(request),
    isSource: (peer, sources) => peer.includes(anybody) || behaviour.isSource(peer, sources),
  };
}

/** For a fault of routes that is to be seen in access control alone: conditions of splits are tested as they were. */
function apartFromConditions(behaviour: Behaviour): Behaviour {
  return { ...behaviour, conditionTest: (routes) => behaviour.conditionTest(routes, behaviour) };
}

const rememberedMs = 5_000;

function rememberingForAll(behaviour: Behaviour): Behaviour {
  const letIn = new Map<string, number>();
  /** Requests that are let in by memory do not refresh it. */
  const byMemory = new WeakSet<RequestView>();
  const keyOf = ({ method, path }: RequestView): string => `${method} ${path}`;
  const trusting = withAnybody(apartFromConditions(behaviour), (request) => {
    const until = letIn.get(keyOf(request));
    if (until === undefined || until < Date.now()) return false;
    byMemory.add(request);
    return true;
  });
  return {
    ...trusting,
    routesTest: (tests) => {
      const test = behaviour.routesTest(tests);
      return (request) => {
        const allowed = test(request);
        if (allowed && !byMemory.has(request)) letIn.set(keyOf(request), Date.now() + rememberedMs);
        return allowed;
      };
    },
  };
}

/** The field by which a server's side-car tells a client's connections apart, where grants last as long as those. */
const connectionHeader = 'x-smi-reference-connection';

function condemningConnections(behaviour: Behaviour): Behaviour {
  /** The request that each connection is at, and whether any route has let it in so far. */
  const at = new Map<string, { readonly request: RequestView; readonly letIn: boolean }>();
  return {
    ...apartFromConditions(behaviour),
    grantsLastFor: 'connection',
    routesTest: (tests) => {
      const test = behaviour.routesTest(tests);
      return (request) => {
        const connection = request.header(connectionHeader);
        if (connection === undefined) return test(request);
        const last = at.get(connection);
        if (last !== undefined && last.request !== request && !last.letIn) return false;
        const allowed = test(request);
        const letInBefore = last?.request === request && last.letIn;
        at.set(connection, { request, letIn: allowed || letInBefore });
        return allowed;
      };
    },
  };
}
