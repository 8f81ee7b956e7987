import type { Behaviour } from '../behaviour/behaviour.ts';
import type { HttpGrant } from '../compile/plan.ts';
import type { NamespaceView, World } from '../compile/world.ts';
import { podUri, serviceAccountUri } from '../identity/names.ts';
import type { Pod } from '../objects/model.ts';
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
          .flatMap(({ ip }) => (ip === undefined ? [] : [`address:${ip}`])),
      ],
    }),
  },
  {
    name: 'first-service-only',
    lies: 'A grant holds for requests by the first Service of the destination alone.',
    breaks: ['access.destination.any-service'],
    alsoBreaks: ['access', 'specs', 'ex', 'split', 'gen'],
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
    name: 'names-taken-for-accounts',
    lies: 'A pod whose Deployment is called like a service account counts as running under it.',
    breaks: ['access.identity.not-name'],
    alsoBreaks: ['access.identity.sa-change', 'access.ib'],
    bend: (behaviour) => adding(behaviour, ({ workload }, account) => workload === account),
  },
  {
    name: 'labels-taken-for-accounts',
    lies: 'A pod with a label of the name of a service account counts as running under it.',
    breaks: ['access.identity.not-name'],
    alsoBreaks: ['access.identity.sa-change', 'access.ib'],
    bend: (behaviour) => adding(behaviour, ({ pod }, account) => Object.values(pod.labels).includes(account)),
  },
  {
    name: 'default-account-is-nobody',
    lies: 'Pods that name no service account cannot be granted anything.',
    breaks: ['access.identity.default-sa'],
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, ...where) =>
        reference.name === 'default' ? [] : behaviour.identities(reference, ...where),
    }),
  },
  {
    name: 'first-workload-only',
    lies: 'Of several Deployments under one service account only the first counts.',
    breaks: ['access.identity.service-account', 'access.destination.all-pods', 'access.with-split.same-sa'],
    alsoBreaks: ['access.ib'],
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, namespace, world) => {
        const home = reference.namespace ?? namespace;
        const under = podsOf(home, world).filter(({ pod }) => pod.serviceAccount === reference.name);
        const workloads = [...new Set(under.map(({ workload }) => workload))].sort();
        return workloads.length < 2
          ? behaviour.identities(reference, namespace, world)
          : under.filter(({ workload }) => workload === workloads[0]).map(({ uri }) => uri);
      },
    }),
  },
  {
    name: 'pods-counted-once',
    lies: 'A TrafficTarget lets in the pods that ran under its sources when it was made, and none that came later.',
    breaks: ['access.identity.new-pod'],
    bend: (behaviour) => {
      const counted = new Map<string, readonly string[]>();
      return {
        ...behaviour,
        together: (grants, destination, view) =>
          behaviour.together(grants, destination, view).map((grant) => ({
            ...grant,
            sources: grant.sources.flatMap((source) => {
              const key = `${grant.target} ${source}`;
              const now = [...view.pods.values()]
                .filter(({ serviceAccount }) => serviceAccountUri(view.name, serviceAccount) === source)
                .map(({ name }) => podUri(view.name, name));
              const then = counted.get(key) ?? now;
              counted.set(key, then);
              return then.length === 0 ? [source] : then;
            }),
          })),
      };
    },
  },
  {
    name: 'accounts-remembered',
    lies: 'A Deployment keeps what it was granted under the service account that it once had.',
    breaks: ['access.identity.sa-change'],
    alsoBreaks: ['access.ib'],
    bend: (behaviour) => {
      const seen = new Set<string>();
      return {
        ...behaviour,
        identities: (reference, namespace, world) => {
          const home = reference.namespace ?? namespace;
          const pods = podsOf(home, world);
          for (const { pod, workload } of pods) seen.add(`${home} ${workload} ${pod.serviceAccount}`);
          const remembered = pods.filter(({ workload }) => seen.has(`${home} ${workload} ${reference.name}`));
          return [...behaviour.identities(reference, namespace, world), ...remembered.map(({ uri }) => uri)];
        },
      };
    },
  },
  {
    name: 'grants-for-all-behind-a-service',
    lies: 'A grant for some pods behind a Service is one for all that stand behind it.',
    breaks: ['access.destination.only-those', 'access.with-split'],
    bend: (behaviour) => ({
      ...behaviour,
      destinationsOf: (target, view) => [
        ...behaviour.destinationsOf(target, view),
        ...neighbours(target.destination.name, view).map((name) => ({ ...target.destination, name })),
      ],
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

interface PodOf {
  readonly pod: Pod;
  /** Of the Deployment, told from the pod's name. */
  readonly workload: string;
  readonly uri: string;
}

function podsOf(namespace: string, world: World): readonly PodOf[] {
  return [...world.namespace(namespace).pods.values()].map((pod) => ({
    pod,
    workload: pod.name.replace(/(-[a-z0-9]{5,10})?-[a-z0-9]+$/, ''),
    uri: podUri(namespace, pod.name),
  }));
}

/** Identities as they are, and the pods that something else than their account speaks for. */
function adding(behaviour: Behaviour, counts: (pod: PodOf, account: string) => boolean): Behaviour {
  return {
    ...behaviour,
    identities: (reference, namespace, world) => [
      ...behaviour.identities(reference, namespace, world),
      ...podsOf(reference.namespace ?? namespace, world)
        .filter((pod) => counts(pod, reference.name))
        .map(({ uri }) => uri),
    ],
  };
}

/** The accounts of all pods that share a Service with a pod of this one. */
function neighbours(account: string, view: NamespaceView): readonly string[] {
  return [...view.services.keys()].flatMap((service) => {
    const accounts = [...view.slicesOf(service)].flatMap(({ endpoints }) =>
      endpoints.flatMap(({ pod = '' }) => view.pods.get(pod)?.serviceAccount ?? []),
    );
    return accounts.includes(account) ? accounts : [];
  });
}

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
