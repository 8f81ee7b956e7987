import type { Behaviour } from '../behaviour/behaviour.ts';
import type { SmiKind, SmiObject } from '../objects/model.ts';
import type { Fault } from './fault.ts';

/** What is believed of an object, given what was believed before and what the API server says now. */
type Belief = (before: SmiObject | undefined, now: SmiObject | undefined) => SmiObject | undefined;

/** Bends what the control plane takes the objects of one kind to be. */
export function believing(kind: SmiKind, belief: Belief): Fault['bend'] {
  return (behaviour: Behaviour): Behaviour => ({
    ...behaviour,
    believe: (before, now) =>
      (now ?? before)?.kind === kind ? belief(before, now) : behaviour.believe(before, now),
  });
}
