import type { Behaviour } from '../behaviour/behaviour.ts';
import { specification } from '../behaviour/specification.ts';
import { faults } from './index.ts';

/** The specification, bent by the named faults in turn. */
export function behaviourOf(names: readonly string[]): {
  readonly behaviour: Behaviour;
  readonly unknown: readonly string[];
} {
  const known = new Map(faults.map((fault) => [fault.name, fault]));
  let behaviour = specification;
  const unknown: string[] = [];
  for (const name of names) {
    const fault = known.get(name);
    if (fault === undefined) unknown.push(name);
    else behaviour = fault.bend(behaviour);
  }
  return { behaviour, unknown };
}
