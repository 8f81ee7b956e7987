import { pickByChance } from '../behaviour/split.ts';
import type { Endpoint } from '../compile/plan.ts';
import type { Fault } from './fault.ts';
import { viewing } from './split-bends.ts';

/** What a mesh overlooks in requests, and what it sees in them that is not its business. */
export const splitRequestFaults: readonly Fault[] = [
  {
    name: 'header-values-cut',
    lies: 'Conditions look at the first 64 characters of the value of a header.',
    breaks: ['split.matches.hit', 'split.matches.cookie-example'],
    alsoBreaks: ['ex.split.*'],
    bend: (behaviour) =>
      viewing(behaviour, (request) => ({
        ...request,
        header: (name, spelling) => request.header(name, spelling)?.slice(0, 64),
        values: (name) => request.values(name).map((value) => value.slice(0, 64)),
      })),
  },
  {
    name: 'capitals-over-http2',
    lies: 'A condition on a header whose name is written with capitals holds for nothing over HTTP/2.',
    breaks: ['split.matches.header-name-case'],
    bend: (behaviour) =>
      viewing(behaviour, (request) => {
        const seen = (name: string): boolean => !request.http2 || name === name.toLowerCase();
        return {
          ...request,
          header: (name, spelling) => (seen(name) ? request.header(name, spelling) : undefined),
          values: (name) => (seen(name) ? request.values(name) : []),
        };
      }),
  },
  {
    name: 'conditions-at-home',
    lies: 'A split with conditions holds only for clients of its own namespace; one without holds for all.',
    breaks: ['split.matches.hit'],
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) =>
        behaviour.holdsFor(client, split) &&
        (split.conditions === undefined || client.clientNamespace === client.rootNamespace),
    }),
  },
  {
    name: 'misses-kept-from-backends',
    lies: 'Requests that meet no condition go to those pods of the root only that no backend with a weight has, if there are any.',
    breaks: ['split.matches.miss-goes-to-root'],
    bend: (behaviour) => {
      let offered: readonly Endpoint[] = [];
      return {
        ...behaviour,
        // Asked for each split of a port, right before `inOrder` is asked for the port.
        enforce: (plan, own, written) => {
          offered = own;
          return behaviour.enforce(plan, own, written);
        },
        inOrder: (compiled, world) => {
          const plans = behaviour.inOrder(compiled, world);
          const [first] = plans;
          if (first === undefined || plans.some(({ conditions }) => conditions === undefined)) return plans;
          const weighty = plans.flatMap(({ backends }) => backends).filter(({ weight }) => weight > 0);
          const taken = new Set(weighty.flatMap(({ endpoints }) => endpoints.map(({ ip }) => ip)));
          const endpoints = offered.filter(({ ip }) => !taken.has(ip));
          const rest = { id: `${first.id} rest`, backends: [{ service: '', weight: 1_000, endpoints }] };
          return endpoints.length === 0 ? plans : [...plans, rest];
        },
      };
    },
  },
  {
    name: 'cookies-stick',
    lies: 'The backend for a request with a cookie is that which a hash of the cookie says, for as long as the cookie is the same.',
    breaks: ['split.weights.no-stickiness'],
    bend: (behaviour) => {
      const everything = 'every request, whatever its cookie';
      let cookie: string | undefined;
      return {
        ...behaviour,
        // Only the test of a condition sees the request, so splits without one get one that holds always.
        conditionsOf: (split, world) => behaviour.conditionsOf(split, world) ?? [{ name: everything }],
        conditionTest: (routes, rules) => {
          const always = routes.length === 1 && routes[0]?.name === everything;
          const test = behaviour.conditionTest(routes, rules);
          return (request) => {
            cookie = request.header('cookie');
            return always || test(request);
          };
        },
        meetsConditions: true,
        pickBackend: (backends, round, chance) => {
          const sticky = chance.withoutRequest === true ? undefined : cookie;
          cookie = undefined;
          return sticky === undefined
            ? behaviour.pickBackend(backends, round, chance)
            : pickByChance(backends, () => hash(sticky));
        },
      };
    },
  },
];

/** In [0, 1). */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return state / 0x1_0000_0000;
}
