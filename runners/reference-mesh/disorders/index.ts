import type { Behaviour } from '../behaviour/behaviour.ts';

/**
 * A way in which the reference mesh falls ill in the middle of a run: from the first split or grant on that a side-car hears
 * of. Not a lie about a requirement but a mesh that works no more, to prove that a run with such a one ends, soon, and says so.
 */
export interface Disorder {
  /** In kebab case; no fault and no choice has it. */
  readonly name: string;
  /** What the mesh then does, in a sentence. */
  readonly does: string;
  readonly bend: (behaviour: Behaviour) => Behaviour;
}

export const disorders: readonly Disorder[] = [
  {
    name: 'falls-silent',
    does: 'Side-cars take connections and never answer on them.',
    bend: (behaviour) => ({ ...behaviour, disorder: 'silence' }),
  },
  {
    name: 'talks-garbage',
    does: 'Side-cars answer with bytes that are no answer in any protocol.',
    bend: (behaviour) => ({ ...behaviour, disorder: 'garbage' }),
  },
  {
    name: 'resets-connections',
    does: 'Side-cars reset every connection.',
    bend: (behaviour) => ({ ...behaviour, disorder: 'reset' }),
  },
  {
    name: 'crashes',
    does: 'Side-cars end with an error as soon as they hear of a split or a grant, and are started again by the cluster.',
    bend: (behaviour) => ({ ...behaviour, disorder: 'crash' }),
  },
];
