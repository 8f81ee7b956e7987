import type { TrafficTarget } from '../objects/model.ts';
import { believing } from './believing.ts';
import type { Fault } from './fault.ts';

/** Slips of bookkeeping and of comparison that a mesh may make with any TrafficTarget. */
export const accessSlips: readonly Fault[] = [
  {
    name: 'first-target-only',
    lies: 'Of several TrafficTargets for one destination only the first counts.',
    breaks: ['access.additive.union', 'access.additive.order', 'access.no-deny-policy'],
    alsoBreaks: ['access.*', 'specs.*', 'ex.*', 'split.*', 'gen.*'],
    bend: (behaviour) => ({
      ...behaviour,
      together: (...all) => behaviour.together(...all).slice(0, 1),
    }),
  },
  {
    name: 'accounts-by-beginning',
    lies: 'An account is a source if its name begins as that of a source does.',
    breaks: ['access.identity.service-account'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => peer.some((uri) => sources.some((source) => uri.startsWith(source))),
    }),
  },
  {
    name: 'accounts-by-search',
    lies: 'An account is a source if a source has its name in the beginning of its own.',
    breaks: ['access.identity.service-account'],
    bend: (behaviour) => ({
      ...behaviour,
      isSource: (peer, sources) => peer.some((uri) => sources.some((source) => source.startsWith(uri))),
    }),
  },
  {
    name: 'accounts-of-one-name-are-one',
    lies: 'Of several sources of one name only the first is kept, whatever their namespaces.',
    breaks: ['access.sources.other-namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      sourcesOf: (target) => {
        const sources = behaviour.sourcesOf(target);
        const names = sources.map(({ name }) => name);
        return sources.filter(({ name }, index) => names.indexOf(name) === index);
      },
    }),
  },
  {
    name: 'route-names-pooled',
    lies: 'The routes that any rule of a TrafficTarget names are opened of all its groups.',
    breaks: ['access.rules.several'],
    bend: (behaviour) => ({
      ...behaviour,
      rulesOf: (...of) => {
        const rules = behaviour.rulesOf(...of);
        const matches = rules.flatMap((rule) => rule.matches);
        return rules.map((rule) => (rule.matches.length === 0 ? rule : { ...rule, matches }));
      },
    }),
  },
  {
    name: 'recreated-targets-unseen',
    lies: 'A TrafficTarget of the name of one that was deleted opens nothing.',
    breaks: ['access.lifecycle.delete'],
    bend: (behaviour) => {
      const deleted = new Set<string>();
      return believing('TrafficTarget', (before, now) => {
        const { namespace = '', name = '' } = now ?? before ?? {};
        const key = `${namespace}/${name}`;
        if (now === undefined && before !== undefined) deleted.add(key);
        return deleted.has(key) ? undefined : now;
      })(behaviour);
    },
  },
  {
    name: 'once-let-in-always-let-in',
    lies: 'On a connection on which one request was let in whatever follows is let in as well.',
    breaks: ['access.deny.unlisted-route'],
    bend: (behaviour) => ({ ...behaviour, grantsLastFor: 'whatever-follows' }),
  },
  {
    name: 'targets-kept-by-bare-name',
    lies: 'A TrafficTarget is not taken in where another namespace has one of its name.',
    breaks: ['access.scope.namespace'],
    bend: (behaviour) => {
      const holders = new Map<string, string>();
      return believing('TrafficTarget', (before, now) => {
        const { namespace = '', name = '' } = now ?? before ?? {};
        const holder = holders.get(name) ?? namespace;
        if (holder !== namespace) return undefined;
        if (now === undefined) holders.delete(name);
        else holders.set(name, namespace);
        return now;
      })(behaviour);
    },
  },
  {
    name: 'destinations-stay',
    lies: 'A TrafficTarget keeps the destination that it was created with.',
    breaks: ['access.default-deny.unrelated-target'],
    bend: updating((before, now) => ({ ...now, destination: before.destination })),
  },
  {
    name: 'groups-of-rules-stay',
    lies: 'The rules of a TrafficTarget keep the objects that they named at first.',
    breaks: ['access.lifecycle.update-rule'],
    bend: updating((before, now) => ({
      ...now,
      rules: now.rules.map((rule, index) => ({ ...rule, name: before.rules[index]?.name ?? rule.name })),
    })),
  },
];

function updating(belief: (before: TrafficTarget, now: TrafficTarget) => TrafficTarget): Fault['bend'] {
  return believing('TrafficTarget', (before, now) =>
    before?.kind === 'TrafficTarget' && now?.kind === 'TrafficTarget' ? belief(before, now) : now,
  );
}
