import type { Choice } from './choice.ts';

/** Open points of how splits come and go, decided otherwise. */
export const lifecycleChoices: readonly Choice[] = [
  {
    name: 'equal-names-go-together',
    chooses: 'A split that goes takes those of the same name in other namespaces out of force.',
    shows: { 'split.lifecycle.namespace-delete': 'others-broken' },
    bend: (behaviour) => {
      const gone = new Map<string, string>();
      return {
        ...behaviour,
        believe: (before, now) => {
          if (before?.kind === 'TrafficSplit' && now === undefined) gone.set(before.name, before.namespace);
          return behaviour.believe(before, now);
        },
        enforce: (split, own, written) =>
          (gone.get(written.name) ?? written.namespace) === written.namespace
            ? behaviour.enforce(split, own, written)
            : undefined,
      };
    },
  },
];
