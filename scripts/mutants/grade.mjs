// What the suite made of a mutant: a pure function of the run's results.

const required = new Set(['MUST', 'implied']);

export const isKill = ({ outcome, level }) => outcome === 'fail' && required.has(level);

/**
 * - `killed`: something required fails.
 * - `broken`: the mesh does not work at all, or not well enough for a verdict.
 * - `seen`: nothing required fails, but a recommendation does, or an observation differs from the usual one.
 * - `survived`: nobody noticed.
 *
 * @param results of the mutant, as the journal has them
 * @param usual observation by scenario, of the mesh as it is
 * @param ended how the run ended: `enough` when it was ended because enough had failed, else `whole`, or a sentence that says
 *   what went wrong
 */
export function gradeOf(results, usual, ended) {
  const ids = (some) => some.map(({ id }) => id).sort();
  const fails = ids(results.filter(isKill));
  const differences = results.flatMap((result) => differenceOf(result, usual[result.id]));
  const unsure = ids(results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail'));
  const sorted = { fails, differences, unsure };
  if (fails.length > 0) return { grade: 'killed', ...sorted };
  if (ended !== 'whole') return { grade: 'broken', ...sorted, why: ended };
  if (unsure.length > 0)
    return { grade: 'broken', ...sorted, why: `${unsure.length} scenarios without a verdict` };
  return { grade: differences.length > 0 ? 'seen' : 'survived', ...sorted };
}

function differenceOf({ id, outcome, level, observation }, usual) {
  if (outcome === 'fail' && !required.has(level)) return [`${id}: fails (${level})`];
  return outcome === 'pass' && observation !== usual ? [`${id}: ${observation}, usually ${usual}`] : [];
}

/** How many of each grade, and the score: of the mutants that the mesh works with, how many somebody noticed. */
export function scoreOf(trials) {
  const counts = { killed: 0, seen: 0, broken: 0, survived: 0, same: 0 };
  for (const { grade } of trials) counts[grade] += 1;
  const working = counts.killed + counts.seen + counts.survived;
  return { counts, score: working === 0 ? undefined : (counts.killed + counts.seen) / working };
}
