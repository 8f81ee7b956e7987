import { matchesAny } from '../../../suites/scenario/plan.ts';
import type { NamedFault } from '../../reference-mesh/faults/index.ts';

/**
 * How far a lie about one part of SMI can reach, by the first word of what it breaks. Access control and routes are read
 * together, and conditions of splits are routes; the examples belong to the part that they show. What is cross-cutting, or
 * of the API itself, rests on everything and is never spared.
 */
const reaches: Readonly<Record<string, readonly string[]>> = {
  split: ['split', 'split.matches'],
  access: ['access', 'specs'],
  specs: ['access', 'specs', 'split.matches'],
};

/** Whether a fault has nothing to do with a requirement, which must then stay green. */
export function spares({ breaks, alsoBreaks = [] }: NamedFault, requirement: string): boolean {
  if (breaks.includes(requirement) || matchesAny(requirement, alsoBreaks)) return false;
  const part = partOf(requirement);
  return part !== undefined && breaks.every((broken) => farFrom(broken, part));
}

function farFrom(broken: string, part: string): boolean {
  const reached = reaches[(partOf(broken) ?? '').split('.')[0] ?? ''];
  return reached !== undefined && !reached.includes(part);
}

/** `split`, `split.matches`, `access` or `specs`; undefined for what rests on all of them. */
function partOf(requirement: string): string | undefined {
  if (requirement === 'ex.split.ab-test') return 'split.matches';
  const words = requirement.replace(/^ex\./, '').split('.');
  if (words[0] === 'split' && words[1] === 'matches') return 'split.matches';
  return words[0] !== undefined && words[0] in reaches ? words[0] : undefined;
}

/**
 * Some of the requirements that a fault spares: the `index`th fault gets the `index`th few, so that with many faults every
 * requirement stands by several of them.
 */
export function someSpared(
  fault: NamedFault,
  {
    index,
    judged,
    count,
  }: { readonly index: number; readonly judged: readonly string[]; readonly count: number },
): readonly string[] {
  const spared = judged.filter((requirement) => spares(fault, requirement));
  const from = spared.length === 0 ? 0 : (index * count) % spared.length;
  return [...spared.slice(from), ...spared.slice(0, from)].slice(0, count);
}
