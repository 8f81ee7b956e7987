// The mesh as it is, without any mistake: what it is asked, and what is usually observed of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * Every scenario's id, as planned for a mesh, of those that fit a pattern if there are any; unless `everyVersion`, of each
 * requirement only in the newest version.
 */
export function plannedIds(root, profile, everyVersion, patterns) {
  const cli = path.join(root, 'dist/runners/cli/main.js');
  const text = execFileSync(
    process.execPath,
    [cli, 'plan', '--json', '--mesh', profile, ...(patterns.length > 0 ? ['--only', ...patterns] : [])],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    },
  );
  const ids = JSON.parse(text).flatMap(({ id, decision }) => (decision === 'run' ? [id] : []));
  return everyVersion ? ids : newestOf(ids);
}

/** Ids differ in the version at their end only. */
export function newestOf(ids) {
  const newest = new Map();
  for (const id of ids) {
    const question = id.replace(/v[0-9a-z]+$/, '');
    if (!(newest.get(question) > id)) newest.set(question, id);
  }
  return [...newest.values()];
}

/**
 * What is usually observed, by scenario: from a file, if it was written for the same build, else by asking.
 *
 * @param build what the mesh and the suite were built from, and what was asked
 * @param askUsual asks the mesh as it is; its answer is that of `ask` in trial.mjs
 */
export async function usualObservations(file, build, askUsual) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (before?.build === build) return before.observations;
  const { results, ended } = await askUsual();
  const wrong = results
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ id, outcome }) => `${id}: ${outcome}`);
  if (ended !== 'whole' || wrong.length > 0)
    throw new Error(
      `The mesh without a mistake does not pass, so nothing is proven: ${ended}; ${wrong.join(', ')}`,
    );
  const observations = Object.fromEntries(results.map(({ id, observation }) => [id, observation]));
  writeFileSync(file, JSON.stringify({ build, observations }));
  return observations;
}
