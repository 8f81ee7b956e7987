import type { TrafficSplit } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { backendNames, believingSplits, contentOf, firstLabel } from './split-bends.ts';

/** What is remembered of splits for too long, or wrongly; the control plane remembers it. */
export const splitMemoryFaults: readonly Fault[] = [
  {
    name: 'former-roots-stay-split',
    lies: 'A split that is given another root goes on splitting the former one as well.',
    breaks: ['split.lifecycle.change-root'],
    bend: (behaviour) => {
      const rootsOf = new Map<string, Set<string>>();
      return {
        ...behaviour,
        governs: (split, service, world) => {
          const roots = rootsOf.get(split.uid) ?? new Set();
          rootsOf.set(split.uid, roots);
          if (behaviour.governs(split, service, world)) roots.add(service.name);
          return split.namespace === service.namespace && roots.has(service.name);
        },
      };
    },
  },
  {
    name: 'rollbacks-unseen',
    lies: 'A split that is set back to what it was before is taken for old news: the update is dropped.',
    breaks: ['split.lifecycle.update'],
    alsoBreaks: ['gen.*'],
    bend: (behaviour) => {
      const seenOf = new Map<string, Set<string>>();
      return believingSplits(behaviour, (before, now) => {
        const seen = seenOf.get(now.uid) ?? new Set();
        seenOf.set(now.uid, seen);
        const content = contentOf(now);
        const old = before?.uid === now.uid ? before : undefined;
        const stale = old !== undefined && contentOf(old) !== content && seen.has(content);
        if (old !== undefined) seen.add(contentOf(old));
        seen.add(content);
        return stale ? old : now;
      });
    },
  },
  {
    name: 'same-again-unseen',
    lies: 'A split that is deleted and made again with the same content has no effect; with another content it has.',
    breaks: ['split.lifecycle.delete-recreate'],
    bend: (behaviour) => {
      const last = new Map<string, { readonly uid: string; readonly content: string }>();
      return believingSplits(
        behaviour,
        (before, now) => {
          const key = `${now.namespace}/${now.name}`;
          const content = contentOf(now);
          const kept = last.get(key);
          if (before === undefined && kept?.content === content && kept.uid !== now.uid) return undefined;
          last.set(key, { uid: now.uid, content });
          return now;
        },
        (gone) => last.set(`${gone.namespace}/${gone.name}`, { uid: gone.uid, content: contentOf(gone) }),
      );
    },
  },
  {
    name: 'deletion-clears-root',
    lies: 'Deleting a split takes its root out of all splits, also of one that was made before the deletion to take its place.',
    breaks: ['split.conflict.name-independent'],
    bend: (behaviour) => {
      const rootOf = new Map<string, string>();
      const cleared = new Set<string>();
      const keyOf = (split: TrafficSplit): string => `${split.namespace}/${firstLabel(split.service)}`;
      const bent = believingSplits(
        behaviour,
        (_before, now) => {
          cleared.delete(now.uid);
          return now;
        },
        (gone) => {
          rootOf.delete(gone.uid);
          for (const [uid, root] of rootOf) if (root === keyOf(gone)) cleared.add(uid);
        },
      );
      return {
        ...bent,
        governs: (split, service, world) => {
          rootOf.set(split.uid, keyOf(split));
          return behaviour.governs(split, service, world) && !cleared.has(split.uid);
        },
      };
    },
  },
  {
    name: 'shared-backends-collected',
    lies: 'Deleting a split removes its backends from all other splits, until these are written again.',
    breaks: ['split.backend.shared'],
    bend: (behaviour) => {
      const collected = new Set<string>();
      const keysOf = (split: TrafficSplit): readonly string[] =>
        backendNames(split).map((name) => `${split.namespace}/${name}`);
      const bent = believingSplits(
        behaviour,
        (_before, now) => {
          for (const key of keysOf(now)) collected.delete(key);
          return now;
        },
        (gone) => {
          for (const key of keysOf(gone)) collected.add(key);
        },
      );
      return {
        ...bent,
        backendService: (split, name, world) =>
          collected.has(`${split.namespace}/${firstLabel(name)}`)
            ? undefined
            : behaviour.backendService(split, name, world),
      };
    },
  },
  {
    name: 'upgrades-unseen',
    lies: 'An update that is written in another version of the API than the split was made in is dropped.',
    breaks: ['split.lifecycle.update'],
    bend: (behaviour) =>
      believingSplits(behaviour, (before, now) =>
        before?.uid === now.uid && before.apiVersion !== now.apiVersion ? before : now,
      ),
  },
  {
    name: 'older-splits-frozen',
    lies: 'After a restart of the control plane, splits that are older than it can be deleted and not be updated.',
    breaks: ['gen.mesh-restart'],
    bend: (behaviour) => {
      const start = Date.now();
      return believingSplits(behaviour, (before, now) =>
        before?.uid === now.uid && Date.parse(now.createdAt) < start ? before : now,
      );
    },
  },
  {
    name: 'former-backends-take-all-along',
    lies: 'A split stays listed under the backends that it once had: when the Service of one of these is deleted, the split loses all of its backends until it is written anew.',
    breaks: ['split.backend.deleted'],
    alsoBreaks: ['split.*', 'ex.*', 'gen.*'],
    bend: (behaviour) => {
      const listed = new Map<string, Set<string>>();
      const emptied = new Map<string, string>();
      return {
        ...behaviour,
        // Asked right before `enforce`, which is not told of the world.
        conditionsOf: (split, world) => {
          const { services } = world.namespace(split.namespace);
          const present = backendNames(split);
          const names = listed.get(split.uid) ?? new Set();
          listed.set(split.uid, names);
          const gone = [...names].filter((name) => !services.has(name));
          if (gone.some((name) => !present.includes(name))) emptied.set(split.uid, contentOf(split));
          for (const name of gone) names.delete(name);
          for (const name of present) if (services.has(name)) names.add(name);
          return behaviour.conditionsOf(split, world);
        },
        enforce: (plan, own, written) =>
          behaviour.enforce(
            emptied.get(written.uid) === contentOf(written) ? { ...plan, backends: [] } : plan,
            own,
            written,
          ),
      };
    },
  },
];
