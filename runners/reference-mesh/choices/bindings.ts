import type { Choice } from './choice.ts';

/** Open points of IdentityBindings, decided otherwise. */
export const bindingChoices: readonly Choice[] = [
  {
    name: 'missing-bindings-mean-everybody',
    chooses: 'A source that is an IdentityBinding which does not exist restricts nobody.',
    shows: { 'access.ib.missing': 'everybody' },
    bend: (behaviour) => ({
      ...behaviour,
      identities: (reference, namespace, world) => {
        const home = world.namespace(reference.namespace ?? namespace);
        return reference.kind === 'IdentityBinding' && !home.bindings.has(reference.name)
          ? [everybody]
          : behaviour.identities(reference, namespace, world);
      },
      isSource: (peer, sources) => sources.includes(everybody) || behaviour.isSource(peer, sources),
    }),
  },
];

const everybody = 'everybody';
