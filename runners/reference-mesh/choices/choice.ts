import type { Behaviour } from '../behaviour/behaviour.ts';
import type { BendDefinition } from '../faults/bend-definition.ts';

/**
 * Another way to be right: where the specification leaves a point open, the reference mesh can be told to decide it otherwise
 * than it usually does. So every reading of an observation is seen at least once, and no choice may turn a verdict red.
 */
export interface Choice {
  /** In kebab case; no fault has it. */
  readonly name: string;
  /** What the mesh then does, in a sentence. */
  readonly chooses: string;
  /** The reading that each of these requirements is then observed with; none where the choice is of another kind. */
  readonly shows: Readonly<Record<string, string>>;
  /** Undefined where only the definitions differ. */
  readonly bend?: (behaviour: Behaviour) => Behaviour;
  /** What its definitions take or refuse otherwise. */
  readonly bendDefinition?: BendDefinition;
}
