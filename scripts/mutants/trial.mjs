// One run of the suite, in a process of its own: followed while it goes on, and ended when it has said enough or takes too long.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isKill } from './grade.mjs';

const lookMs = 500;

/**
 * Asks a mesh.
 *
 * @param request `root` of the checkout; a `folder` to write to; the mesh's `profile`; the scenarios' `ids`; the size of
 *   `samples`; `limits`: see reasonToStop
 * @returns the results so far, and how the run ended: see gradeOf
 */
export async function ask({ root, folder, profile, ids, samples, limits }) {
  const scratch = path.join(folder, 'tmp');
  mkdirSync(scratch, { recursive: true });
  const journal = path.join(folder, 'journal.ndjson');
  const cli = path.join(root, 'dist/runners/cli/main.js');
  const words = [
    'run',
    '--mesh',
    profile,
    '--samples',
    samples,
    '--out',
    folder,
    '--journal',
    journal,
    '--only',
    ...ids,
  ];
  const child = spawn(process.execPath, [cli, ...words], {
    // A group of its own, which is ended as a whole; and what a process that is killed leaves behind is in the folder.
    detached: true,
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => process.kill(-child.pid, 'SIGKILL');
  process.once('exit', kill);
  let said = '';
  child.stderr.on('data', (data) => (said = (said + data).slice(-2000)));
  const exit = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  let code;
  void exit.then((one) => (code = one));
  const pace = { began: Date.now() / 1000 };
  let stopped;
  while (code === undefined && stopped === undefined) {
    await Promise.race([exit, new Promise((resolve) => setTimeout(resolve, lookMs))]);
    stopped = reasonToStop(follow(pace, resultsIn(journal), Date.now() / 1000), limits);
  }
  process.off('exit', kill);
  if (code === undefined) {
    kill();
    await exit;
    return { results: resultsIn(journal), ended: stopped };
  }
  return { results: resultsIn(journal), ended: endOf(code, said) };
}

/** How long, in seconds, a run has gone on, has had no new result, and has had a kill; and how many of these. */
function follow(pace, results, now) {
  if (pace.results !== results.length) Object.assign(pace, { results: results.length, latest: now });
  const kills = results.filter(isKill).length;
  if (kills > 0) pace.firstKill ??= now;
  return {
    whole: now - pace.began,
    quiet: now - pace.latest,
    kills,
    sinceKill: kills > 0 ? now - pace.firstKill : 0,
  };
}

/**
 * Why a run that goes on need not go on, if so.
 *
 * @param pace `whole`, `quiet` and `sinceKill` in seconds, and how many `kills` there are
 * @param limits `enough` kills end a run, and so do fewer after `sinceKill` seconds; `quiet` and `whole` in seconds
 */
export function reasonToStop(pace, limits) {
  if (pace.kills >= limits.enough || pace.sinceKill > limits.sinceKill) return 'enough';
  if (pace.quiet > limits.quiet) return `no result for ${limits.quiet} s`;
  return pace.whole > limits.whole ? `not at its end within ${limits.whole} s` : undefined;
}

/** 0, 1 and 4 speak of results, which speak for themselves. */
function endOf(code, said) {
  return code === 0 || code === 1 || code === 4 ? 'whole' : `exit code ${code}: ${lastLines(said)}`;
}

function lastLines(text) {
  return text.trim().split('\n').slice(-2).join(' ').slice(0, 400);
}

/** The results in a journal that may still be written to: a last line that is cut short is left alone. */
export function resultsIn(journal) {
  if (!existsSync(journal)) return [];
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  return lines
    .filter((line) => line.startsWith('{"event":"scenario-finished"'))
    .map((line) => JSON.parse(line).result);
}
