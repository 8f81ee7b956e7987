import type { Behaviour } from '../behaviour/behaviour.ts';
import { specification } from '../behaviour/specification.ts';
import { choices } from '../choices/index.ts';
import { faults } from './index.ts';

/** The specification, bent by the named faults and choices in turn. */
export function behaviourOf(names: readonly string[]): {
  readonly behaviour: Behaviour;
  readonly unknown: readonly string[];
} {
  const known = new Map([...choices, ...faults].map((one) => [one.name, one]));
  let behaviour = specification;
  const unknown: string[] = [];
  for (const name of names) {
    const one = known.get(name);
    if (one === undefined) unknown.push(name);
    else behaviour = one.bend(behaviour);
  }
  return { behaviour, unknown };
}
