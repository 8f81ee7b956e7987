import type { Behaviour } from '../behaviour/behaviour.ts';
import { specification } from '../behaviour/specification.ts';
import { choices } from '../choices/index.ts';
import { disorders } from '../disorders/index.ts';
import { faults } from './index.ts';

/** The specification, bent by the named choices, faults and disorders in turn. */
export function behaviourOf(names: readonly string[]): {
  readonly behaviour: Behaviour;
  readonly unknown: readonly string[];
} {
  const known = new Map(
    [...choices, ...faults, ...disorders].map(({ name, bend }) => [name, bend ?? asItIs]),
  );
  let behaviour = specification;
  const unknown: string[] = [];
  for (const name of names) {
    const bend = known.get(name);
    if (bend === undefined) unknown.push(name);
    else behaviour = bend(behaviour);
  }
  return { behaviour, unknown };
}

/** A choice of the definitions alone. */
const asItIs = (behaviour: Behaviour): Behaviour => behaviour;
