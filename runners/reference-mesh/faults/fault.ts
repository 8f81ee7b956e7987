import type { Behaviour } from '../behaviour/behaviour.ts';
import type { BendDefinition } from './bend-definition.ts';

/** A way in which the reference mesh can be told to break the specification, to prove that the suite notices. */
export interface NamedFault {
  /** In kebab case. */
  readonly name: string;
  /** How the mesh lies, in a sentence. */
  readonly lies: string;
  /** Ids of the requirements that it must turn red. */
  readonly breaks: readonly string[];
  /**
   * Patterns (suites/scenario/plan.ts) of requirements of other parts of SMI that it turns red as well. Requirements of its
   * own part may turn red in passing; all others must stay green (runners/cli/matrix/spared.ts), since a scenario that a lie about
   * something else turns red would accuse a mesh of the wrong thing.
   */
  readonly alsoBreaks?: readonly string[];
}

/** A fault of what the mesh does; its name is for `mesh-config`. */
export interface Fault extends NamedFault {
  readonly bend: (behaviour: Behaviour) => Behaviour;
  /** Also how its definitions lie, where they would refuse what the lie is about. */
  readonly bendDefinition?: BendDefinition;
}
