import type { Behaviour } from '../behaviour/behaviour.ts';
import { localName } from '../behaviour/split.ts';
import type { Grant } from '../compile/plan.ts';
import type { NamespaceView } from '../compile/world.ts';
import { serviceAccountUri } from '../identity/names.ts';
import type { TrafficTarget } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** Faults in what is kept of TrafficTargets that have changed. */
export const memoryFaults: readonly Fault[] = [
  {
    name: 'source-namespace-change-unseen',
    lies: 'An update of a TrafficTarget that changes nothing but the namespaces of its sources is not noticed.',
    breaks: ['access.sources.namespace-isolation'],
    bend: (behaviour) => ({
      ...behaviour,
      believe: (before, now) =>
        before?.kind === 'TrafficTarget' &&
        now?.kind === 'TrafficTarget' &&
        isEqual(withoutSourceNamespaces(before), withoutSourceNamespaces(now))
          ? before
          : behaviour.believe(before, now),
    }),
  },
  {
    name: 'deleted-linger-beside-others',
    lies: 'What a deleted TrafficTarget granted stays granted until the last one for the same destination is gone.',
    breaks: ['access.lifecycle.delete-one-of-two'],
    bend: (behaviour) => {
      const remembered = new Map<string, ReadonlyMap<string, Grant>>();
      return {
        ...behaviour,
        together: (grants, destination, view) => {
          const found = behaviour.together(grants, destination, view);
          if (found.length === 0) {
            remembered.delete(destination);
            return found;
          }
          // A target that is still there speaks for itself.
          const gone = [...(remembered.get(destination) ?? [])].filter(
            ([target]) => !view.targets.has(target.slice(target.indexOf('/') + 1)),
          );
          const all = new Map([...gone, ...found.map((grant) => [grant.target, grant] as const)]);
          remembered.set(destination, all);
          return [...all.values()];
        },
      };
    },
  },
  {
    name: 'replaced-targets-keep-old',
    lies: 'A TrafficTarget that is deleted and made anew within five seconds is what the deleted one was.',
    breaks: ['access.lifecycle.delete'],
    bend: keepingReplacedTargets,
  },
  {
    name: 'closed-for-ever',
    lies: 'Where the mesh admits by default, a pod that was once asked while a TrafficTarget named it stays closed without one.',
    breaks: ['gen.cleanup'],
    bend: (behaviour) => {
      let closed = false;
      return {
        ...behaviour,
        defaultAllows: (mode, targeted) => {
          closed ||= targeted;
          return behaviour.defaultAllows(mode, closed);
        },
      };
    },
  },
  {
    name: 'sources-of-all-backends',
    lies: 'A pod behind a backend of a TrafficSplit lets in only those sources that all backends of the split let in.',
    breaks: ['access.with-split'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (grants, destination, view) => {
        const others = otherBackends(destination, view).map((accounts) => sourcesOfAny(accounts, view));
        const found = behaviour.together(grants, destination, view);
        return found.map((grant) => ({
          ...grant,
          sources: grant.sources.filter(
            (source) => !source.includes('/sa/') || others.every((sources) => sources.has(source)),
          ),
        }));
      },
    }),
  },
];

function objectKey({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withoutSourceNamespaces(target: TrafficTarget): unknown {
  return { ...target, sources: target.sources.map(({ kind, name }) => [kind, name]) };
}

const mournedMs = 5_000;

function keepingReplacedTargets(behaviour: Behaviour): Behaviour {
  const graves = new Map<string, { readonly target: TrafficTarget; readonly at: number }>();
  /** What is not taken in of those that were made anew, by uid. */
  const ignored = new Map<string, TrafficTarget>();
  return {
    ...behaviour,
    believe: (before, now) => {
      if (now === undefined) {
        if (before?.kind === 'TrafficTarget')
          graves.set(objectKey(before), { target: before, at: Date.now() });
        return behaviour.believe(before, now);
      }
      if (now.kind !== 'TrafficTarget') return behaviour.believe(before, now);
      if (before !== undefined)
        return isEqual(ignored.get(now.uid), now) ? before : behaviour.believe(before, now);
      const grave = graves.get(objectKey(now));
      graves.delete(objectKey(now));
      if (grave === undefined || Date.now() - grave.at > mournedMs) return behaviour.believe(before, now);
      ignored.set(now.uid, now);
      const { destination, port, sources, rules } = grave.target;
      return { ...now, destination, port, sources, rules };
    },
  };
}

/** The accounts behind each other backend of the splits that a destination stands behind a backend of. */
function otherBackends(destination: string, view: NamespaceView): readonly ReadonlySet<string>[] {
  return [...view.splits.values()].flatMap(({ backends }) => {
    const accounts = backends.map(({ service }) => accountsBehind(service, view));
    if (!accounts.some((behind) => behind.has(destination))) return [];
    return accounts.filter((behind) => behind.size > 0 && !behind.has(destination));
  });
}

function accountsBehind(backend: string, view: NamespaceView): ReadonlySet<string> {
  const service = localName(backend, view.name) ?? '';
  const accounts = new Set<string>();
  for (const { endpoints } of view.slicesOf(service)) {
    for (const { pod: name } of endpoints) {
      const pod = name === undefined ? undefined : view.pods.get(name);
      if (pod !== undefined) accounts.add(serviceAccountUri(view.name, pod.serviceAccount));
    }
  }
  return accounts;
}

function sourcesOfAny(accounts: ReadonlySet<string>, view: NamespaceView): ReadonlySet<string> {
  const targets = [...view.targets.values()].filter(
    ({ destination }) =>
      destination.kind === 'ServiceAccount' && accounts.has(serviceAccountUri(view.name, destination.name)),
  );
  return new Set(
    targets.flatMap(({ sources }) =>
      sources.map(({ name, namespace }) => serviceAccountUri(namespace ?? view.name, name)),
    ),
  );
}
