import type { Behaviour } from '../behaviour/behaviour.ts';
import type { NamespaceView } from '../compile/world.ts';
import { serviceAccountUri } from '../identity/names.ts';
import type { IdentityReference, Pod, TrafficTarget } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in whom a name stands for, and until when, each seen with some names or pods only. */
export const nameFaults: readonly Fault[] = [
  {
    name: 'namespace-joined-with-name',
    lies: 'An account is known by its namespace and name joined with a dash: eu-web of shop is web of shop-eu.',
    breaks: ['access.sources.namespace-isolation'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => {
        const known = new Set(sources.map(joined));
        return behaviour.isSource(peer, sources) || peer.some((identity) => known.has(joined(identity)));
      },
    }),
  },
  {
    name: 'own-account-is-no-source',
    lies: 'A TrafficTarget that lists its own destination among its sources does not let that in.',
    breaks: ['access.destination.all-pods'],
    bend: (behaviour) => ({
      ...behaviour,
      sourcesOf: (target) =>
        behaviour
          .sourcesOf(target)
          .filter((source) => referenceKey(source, target) !== referenceKey(target.destination, target)),
    }),
  },
  {
    name: 'targets-both-ways',
    lies: 'A TrafficTarget is kept as a set of accounts, all of which may call each other by its rules.',
    breaks: ['access.default-deny.unrelated-target'],
    bend: (behaviour) => ({
      ...behaviour,
      destinationsOf: (target, view) => {
        const destinations = behaviour.destinationsOf(target, view);
        return destinations.length === 0 ? destinations : [...destinations, ...target.sources];
      },
      sourcesOf: (target) => [...behaviour.sourcesOf(target), target.destination],
    }),
  },
  {
    name: 'idle-sources-collected',
    lies: 'A source whose last pod has gone is taken out of its TrafficTarget, and pods that come later are not let in.',
    breaks: ['access.identity.new-pod'],
    bend: collectingIdleSources,
  },
  {
    name: 'labels-read-once',
    lies: 'The labels of a pod are read when it is first seen: an IdentityBinding goes by those, whatever they are now.',
    breaks: ['access.ib.pod-labels'],
    bend: readingLabelsOnce,
  },
  {
    name: 'binding-taken-for-account',
    lies: 'Sources and destinations are known by their names alone: an IdentityBinding that is called like a service account is that, too.',
    breaks: ['access.ib.service-account'],
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, namespace, world) => {
        const found = behaviour.identities(reference, namespace, world);
        if (reference.kind !== 'IdentityBinding') return found;
        const home = reference.namespace ?? namespace;
        const pods = [...world.namespace(home).pods.values()];
        return pods.some(({ serviceAccount }) => serviceAccount === reference.name)
          ? [...found, serviceAccountUri(home, reference.name)]
          : found;
      },
    }),
  },
];

function joined(uri: string): string {
  const [, namespace = '', kind = '', name = ''] = /\/ns\/([^/]+)\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return name === '' ? uri : `${kind} ${namespace}-${name}`;
}

function referenceKey({ kind, name, namespace }: IdentityReference, target: TrafficTarget): string {
  return `${kind} ${namespace ?? target.namespace}/${name}`;
}

function collectingIdleSources(behaviour: Behaviour): Behaviour {
  const targetOf = new WeakMap<IdentityReference, string>();
  const seen = new Set<string>();
  const collected = new Set<string>();
  return {
    ...behaviour,
    sourcesOf: (target) =>
      behaviour.sourcesOf(target).map((source) => {
        const own = { ...source };
        targetOf.set(own, target.uid);
        return own;
      }),
    identities: (reference, namespace, world) => {
      const found = behaviour.identities(reference, namespace, world);
      const target = targetOf.get(reference);
      if (target === undefined || reference.kind !== 'ServiceAccount') return found;
      const home = reference.namespace ?? namespace;
      const key = `${target} ${home}/${reference.name}`;
      const pods = [...world.namespace(home).pods.values()];
      if (pods.some(({ serviceAccount }) => serviceAccount === reference.name)) seen.add(key);
      else if (seen.has(key)) collected.add(key);
      return collected.has(key) ? [] : found;
    },
  };
}

function readingLabelsOnce(behaviour: Behaviour): Behaviour {
  const labelsOf = new Map<string, Pod['labels']>();
  const asFirstSeen = (pod: Pod): Pod => ({ ...pod, labels: labelsOf.get(pod.uid) ?? pod.labels });
  const frozen = (view: NamespaceView): NamespaceView => ({
    ...view,
    slicesOf: (service) => view.slicesOf(service),
    pods: new Map([...view.pods].map(([name, pod]) => [name, asFirstSeen(pod)])),
  });
  return {
    ...behaviour,
    // Asked for every pod of the mesh that has an address, whether or not a binding is there yet.
    probesOf: (pod) => {
      if (!labelsOf.has(pod.uid)) labelsOf.set(pod.uid, pod.labels);
      return behaviour.probesOf(pod);
    },
    identities: (reference, namespace, world) =>
      reference.kind === 'IdentityBinding'
        ? behaviour.identities(reference, namespace, {
            namespaces: () => world.namespaces(),
            namespace: (name) => frozen(world.namespace(name)),
          })
        : behaviour.identities(reference, namespace, world),
  };
}
