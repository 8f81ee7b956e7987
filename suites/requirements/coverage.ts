import type { Requirement } from './catalogue.ts';

/**
 * Where catalogue and scenarios disagree, one sentence for each: a scenario without a requirement, a requirement that says
 * it is judged and has no scenario, and one that has a scenario and does not say so. Empty when they agree.
 */
export function disagreements(
  catalogue: readonly Requirement[],
  scenarios: readonly string[],
): readonly string[] {
  const known = new Set(catalogue.map((requirement) => requirement.id));
  const judged = new Set(scenarios);
  const strangers = scenarios
    .filter((id) => !known.has(id))
    .map(
      (id) =>
        `The scenario ${id} judges no requirement of the catalogue: add a row for it, or correct its id.`,
    );
  const mistaken = catalogue.flatMap(({ id, status }) => {
    if (status === 'judged' && !judged.has(id))
      return [
        `${id} says it is judged, and there is no scenario for it: write one, or set its status to pending.`,
      ];
    if (status !== 'judged' && judged.has(id))
      return [`${id} has a scenario and says it is ${status}: set its status to judged.`];
    return [];
  });
  return [...strangers, ...mistaken];
}
