import type { Behaviour } from '../behaviour/behaviour.ts';
import type { HttpGrant } from '../compile/plan.ts';
import type { NamespaceView } from '../compile/world.ts';
import { ofTarget } from './bend-definition.ts';
import type { Fault } from './fault.ts';

/** Faults in who is taken for whom, and in what is taken for a grant. */
export const identityFaults: readonly Fault[] = [
  {
    name: 'certificate-header-trusted',
    lies: 'Whoever writes the header X-Forwarded-Client-Cert has the identity that it names.',
    breaks: ['access.identity.no-spoofing'],
    bend: (behaviour) => ({
      ...behaviour,
      claims: (request) => {
        const named = /URI=([^;,"]+)/.exec(request.header('x-forwarded-client-cert') ?? '')?.[1];
        return [...behaviour.claims(request), ...(named === undefined ? [] : [named])];
      },
    }),
  },
  {
    name: 'forwarded-address-trusted',
    lies: 'A source is known by its address, and that is taken from the header X-Forwarded-For.',
    breaks: ['access.identity.no-spoofing'],
    bend: (behaviour) => ({
      ...behaviour,
      claims: (request) =>
        (request.header('x-forwarded-for') ?? '').split(',').map((address) => `address:${address.trim()}`),
      identities: (reference, namespace, world) => [
        ...behaviour.identities(reference, namespace, world),
        ...[...world.namespace(reference.namespace ?? namespace).pods.values()]
          .filter(({ serviceAccount }) => serviceAccount === reference.name)
          .map(({ ip = '' }) => `address:${ip}`),
      ],
    }),
  },
  {
    name: 'first-service-only',
    lies: 'A grant holds for requests by the first Service of the destination alone.',
    breaks: ['access.destination.any-service'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) =>
        behaviour.together(grants, destination, view).map((grant) => ({
          ...grant,
          ...(grant.http === undefined
            ? {}
            : { http: byServiceOnly(grant.http, firstService(destination, view)) }),
        })),
    }),
  },
  {
    name: 'empty-sources-mean-everybody',
    lies: 'A TrafficTarget whose list of sources is empty lets everybody in.',
    breaks: ['access.schema.sources-empty'],
    alsoBreaks: ['access.schema.sources-required'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => sources.length === 0 || behaviour.isSource(peer, sources),
    }),
    bendDefinition: ofTarget(['sources'], (schema) => ({ ...schema, minItems: 0 })),
  },
  {
    name: 'empty-rules-mean-everything',
    lies: 'A TrafficTarget whose list of rules is empty grants everything.',
    breaks: ['access.schema.rules-empty'],
    alsoBreaks: ['access.schema.rules-required'],
    bend: (behaviour) => ({ ...behaviour, grantsWithoutRules: ({ rules }) => rules.length === 0 }),
    bendDefinition: ofTarget(['rules'], (schema) => ({ ...schema, minItems: 0 })),
  },
  {
    name: 'groups-of-every-namespace',
    lies: 'A group that the namespace of the TrafficTarget lacks is looked for in the others.',
    breaks: ['access.rules.same-namespace'],
    bend: (behaviour): Behaviour => ({
      ...behaviour,
      groupOf: (rule, target, view, world) =>
        behaviour.groupOf(rule, target, view, world) ??
        [...world.namespaces()].flatMap(({ groups }) => groups.get(rule.name) ?? [])[0],
    }),
  },
];

/** Of the Services that select pods of an identity the first by name. */
function firstService(identity: string, view: NamespaceView): string | undefined {
  const account = identity.split('/').at(-1);
  const names = [...view.services.keys()].filter((name) =>
    [...view.slicesOf(name)].some(({ endpoints }) =>
      endpoints.some(({ pod }) => pod !== undefined && view.pods.get(pod)?.serviceAccount === account),
    ),
  );
  return names.sort()[0];
}

function byServiceOnly(grant: HttpGrant, service: string | undefined): HttpGrant {
  if (service === undefined) return grant;
  const routes = grant.routes ?? [{ name: 'everything' }];
  const named = ['host', `^${service}([.:]|$)`] as const;
  return {
    ...grant,
    routes: routes.map((route) => ({ ...route, headers: [...(route.headers ?? []), named] })),
  };
}
