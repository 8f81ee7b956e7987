import type { Grant } from '../compile/plan.ts';
import type { Fault } from './fault.ts';

/** Faults in who may do what. */
export const accessFaults: readonly Fault[] = [
  {
    name: 'allowed-by-default',
    lies: 'Strict mode denies nothing.',
    breaks: ['access.default-deny', 'access.deny.unlisted-source', 'access.deny.unlisted-route'],
    bend: (behaviour) => ({ ...behaviour, defaultAllows: () => true }),
  },
  {
    name: 'targets-open-nothing',
    lies: 'TrafficTargets are read and have no effect.',
    breaks: [
      'access.allow.listed-source',
      'access.sources.multiple',
      'access.rules.matches-omitted',
      'access.destination.any-service',
      'access.ib.sa-still-works',
    ],
    bend: (behaviour) => ({ ...behaviour, together: () => [] }),
  },
  {
    name: 'any-source-will-do',
    lies: 'Whoever is in the mesh counts as a source of every TrafficTarget.',
    breaks: [
      'access.deny.unlisted-source',
      'access.sources.multiple',
      'access.l7.example',
      'access.lifecycle.create',
      'access.identity.no-spoofing',
      'specs.tcp.any',
      'ex.access.identitybinding',
      'ex.specs.tcp-route',
    ],
    bend: (behaviour) => ({ ...behaviour, isSource: (peer) => peer.length > 0 }),
  },
  {
    name: 'source-namespace-ignored',
    lies: 'A service account of the same name in another namespace counts as the source.',
    breaks: ['access.deny.unlisted-source', 'access.sources.namespace-isolation', 'access.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => {
        const names = sources.map(withoutNamespace);
        return peer.some((identity) => names.includes(withoutNamespace(identity)));
      },
    }),
  },
  {
    name: 'first-source-only',
    lies: 'Of several sources of a TrafficTarget only the first is let in.',
    breaks: ['access.sources.multiple', 'access.l7.example', 'access.ib.mixed-kinds'],
    bend: (behaviour) => ({ ...behaviour, sourcesOf: (target) => behaviour.sourcesOf(target).slice(0, 1) }),
  },
  {
    name: 'sources-of-one-namespace',
    lies: 'Sources in other namespaces than the TrafficTarget are passed over.',
    breaks: ['access.sources.other-namespace', 'access.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      sourcesOf: (target) =>
        behaviour
          .sourcesOf(target)
          .filter(({ namespace = target.namespace }) => namespace === target.namespace),
    }),
  },
  {
    name: 'destination-ignored',
    lies: 'A TrafficTarget opens everything in its namespace, whatever destination it names.',
    breaks: ['access.default-deny.unrelated-target'],
    bend: (behaviour) => ({
      ...behaviour,
      destinationsOf: (_target, view) =>
        [...view.pods.values()].map(({ serviceAccount: name }) => ({
          kind: 'ServiceAccount',
          name,
          namespace: view.name,
        })),
    }),
  },
  {
    name: 'routes-ignored',
    lies: 'A source may send any request, whatever routes its TrafficTarget lists.',
    breaks: ['access.deny.unlisted-route', 'access.rules.matches-subset', 'specs.http.path.literal'],
    alsoBreaks: ['split.matches.*'],
    bend: (behaviour) => ({ ...behaviour, routesTest: () => () => true }),
  },
  {
    name: 'application-sees-denied-requests',
    lies: 'A denied request is passed on to the application before the client gets its refusal.',
    breaks: ['access.deny.app-not-reached', 'access.deny.unlisted-route'],
    bend: (behaviour) => ({ ...behaviour, refusal: 'after-the-application' }),
  },
  {
    name: 'denials-look-like-success',
    lies: 'A denied request is answered with status 200.',
    breaks: ['access.deny.unlisted-route', 'access.deny.unlisted-source'],
    bend: (behaviour) => ({ ...behaviour, refusal: 'looks-like-success' }),
  },
  {
    name: 'targets-multiplied',
    lies: 'All sources of all TrafficTargets of a destination may use all their routes.',
    breaks: ['access.additive.union', 'access.l7.example', 'ex.access.l7'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => multiplied(behaviour.together(grants, destination, view)),
    }),
  },
  {
    name: 'last-target-wins',
    lies: 'Of several TrafficTargets for one destination only the last counts.',
    breaks: [
      'access.additive.union',
      'access.l7.example',
      'access.additive.order',
      'access.no-deny-policy',
      'access.lifecycle.delete-one-of-two',
    ],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => behaviour.together(grants, destination, view).slice(-1),
    }),
  },
  {
    name: 'whole-group-granted',
    lies: 'A rule opens all routes of its group although it lists some of them.',
    breaks: ['access.rules.matches-subset', 'access.l7.example', 'ex.access.path-specific'],
    bend: (behaviour) => ({ ...behaviour, routesOf: (_rule, group) => group.routes }),
  },
  {
    name: 'omitted-matches-mean-none',
    lies: 'A rule that lists no routes opens none, instead of all of its group.',
    breaks: ['access.rules.matches-omitted', 'access.allow.listed-source'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => group.routes.filter(({ name }) => rule.matches.includes(name)),
    }),
  },
  {
    name: 'first-rule-only',
    lies: 'Of several rules of a TrafficTarget only the first opens anything.',
    breaks: ['access.rules.several', 'access.rules.order'],
    bend: (behaviour) => ({ ...behaviour, rulesOf: (...of) => behaviour.rulesOf(...of).slice(0, 1) }),
  },
  {
    name: 'first-match-only',
    lies: 'Of several routes that a rule names only the first is opened.',
    breaks: ['access.rules.matches-multiple', 'access.rules.order'],
    bend: (behaviour) => ({
      ...behaviour,
      routesOf: (rule, group) => behaviour.routesOf({ ...rule, matches: rule.matches.slice(0, 1) }, group),
    }),
  },
  {
    name: 'ports-ignored',
    lies: 'What a TrafficTarget grants on one port it grants on all.',
    breaks: [
      'access.port.restricts',
      'access.rules.http-and-tcp',
      'specs.tcp.ports-list',
      'specs.udp.ports-list',
      'access.l4.tcp-udp-example',
    ],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour.together(...all).map(({ target, sources, http, tcp, udp }) => ({
          target,
          sources,
          ...(http === undefined ? {} : { http: http.routes === undefined ? {} : { routes: http.routes } }),
          ...(tcp === undefined ? {} : { tcp: {} }),
          ...(udp === undefined ? {} : { udp: {} }),
        })),
    }),
  },
  {
    name: 'usual-port-only',
    lies: 'A TrafficTarget that names no port grants its routes on 8080 alone.',
    breaks: ['access.port.omitted', 'access.rules.http-without-tcp'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) =>
        behaviour
          .together(...all)
          .map(({ http, ...rest }) =>
            http === undefined ? rest : { ...rest, http: { ports: [8080], ...http } },
          ),
    }),
  },
];

function withoutNamespace(uri: string): string {
  return uri.replace(/\/ns\/[^/]+\//, '/');
}

function multiplied(grants: readonly Grant[]): readonly Grant[] {
  const sources = [...new Set(grants.flatMap((grant) => grant.sources))];
  return grants.map((grant) => ({ ...grant, sources }));
}
