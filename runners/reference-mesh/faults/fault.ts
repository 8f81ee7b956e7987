import type { Behaviour } from '../behaviour/behaviour.ts';

/** A way in which the reference mesh can be told to break the specification, to prove that the suite notices. */
export interface Fault {
  /** For `mesh-config`, in kebab case. */
  readonly name: string;
  /** How the mesh lies, in a sentence. */
  readonly lies: string;
  /** Ids of the requirements that it must turn red. */
  readonly breaks: readonly string[];
  readonly bend: (behaviour: Behaviour) => Behaviour;
}
