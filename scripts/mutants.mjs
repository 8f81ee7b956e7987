#!/usr/bin/env node
// Makes small mistakes in the reference mesh's decisions, one at a time, and asks the suite whether it notices: which of its
// verdicts turn red, or which observations change. Says where scenarios are missing (docs/decisions/mutants.md).
//
//   node scripts/mutants.mjs --list                      all mutants by name
//   node scripts/mutants.mjs --seed 1 --sample 60        a sample, drawn the same way every time
//   node scripts/mutants.mjs --only NAME                 one mutant; may be repeated
//
//   --ask PATTERN     ask only what fits, such as 'access.*'; may be repeated
//   --all-versions    ask in every version, not only in the newest
//   --samples SIZE    as for run (small)
//   --enough N        end a mutant's run after N failures of what is required (3), or a while after the first
//   --limit SECONDS   for one mutant's run; then it counts as broken (240)
//   --out FILE        JSON lines, a mutant each (results/mutants.ndjson). Those in it already are not asked again.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gradeOf, scoreOf } from './mutants/grade.mjs';
import { allMutants, sample } from './mutants/mutants.mjs';
import { bundle, writeMesh } from './mutants/programs.mjs';
import { ask } from './mutants/trial.mjs';
import { plannedIds, usualObservations } from './mutants/usual.mjs';

const root = path.resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    ask: { type: 'string', multiple: true, default: [] },
    'all-versions': { type: 'boolean', default: false },
    samples: { type: 'string', default: 'small' },
    enough: { type: 'string', default: '3' },
    limit: { type: 'string', default: '240' },
    out: { type: 'string', default: 'results/mutants.ndjson' },
  },
});
const chosen = choose(allMutants(root));
if (options.list) for (const { name, was, is } of chosen) console.log(`${name}\t${was} -> ${is}`);
else await tryAll();

function choose(mutants) {
  const stranger = options.only.find((name) => !mutants.some((mutant) => mutant.name === name));
  if (stranger !== undefined) {
    console.error(`There is no mutant ${stranger}; --list shows them all.`);
    process.exit(2);
  }
  if (options.only.length > 0) return mutants.filter(({ name }) => options.only.includes(name));
  return options.sample === undefined ? mutants : sample(mutants, options.seed, Number(options.sample));
}

async function tryAll() {
  const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
  const out = path.resolve(options.out);
  mkdirSync(path.dirname(out), { recursive: true });
  const scratch = mkdtempSync(path.join(tmpdir(), 'smi-conformance-mutants-'));
  // What is under way goes with this process, and so do its files.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const asIs = await bundle(root);
  const profile = writeMesh(root, path.join(scratch, 'as-is'), asIs);
  const ids = plannedIds(root, profile, options['all-versions'], options.ask);
  const limits = { enough: Number(options.enough), sinceKill: 15, quiet: 90, whole: Number(options.limit) };
  const request = { root, ids, samples: options.samples, limits };
  const usual = await usualObservations(
    `${out}.usual.json`,
    [readFileSync(path.join(root, 'dist/.built-from'), 'utf8'), ...ids].join(' '),
    () => ask({ ...request, profile, folder: path.dirname(profile), limits: { ...limits, whole: 900 } }),
  );
  const trials = trialsIn(out);
  for (const [index, mutant] of chosen.entries()) {
    if (trials.has(mutant.name)) continue;
    const trial = await tryOne(mutant, { request, asIs, usual, folder: path.join(scratch, String(index)) });
    trials.set(mutant.name, trial);
    appendFileSync(out, `${JSON.stringify(trial)}\n`);
    console.log(describe(trial, `${index + 1}/${chosen.length}`));
  }
  say(chosen.map(({ name }) => trials.get(name)));
}

async function tryOne(mutant, { request, asIs, usual, folder }) {
  const { name, was, is } = mutant;
  const began = Date.now();
  const programs = await bundle(root, mutant);
  // The mistake is in what no program holds, or what the bundler makes the same of.
  if (Object.keys(asIs).every((file) => asIs[file] === programs[file]))
    return { name, was, is, grade: 'same' };
  const profile = writeMesh(root, folder, programs);
  const { results, ended } = await ask({ ...request, profile, folder });
  rmSync(folder, { recursive: true, force: true });
  return {
    name,
    was,
    is,
    ...gradeOf(results, usual, ended),
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

/** The trials of earlier runs, by name. */
function trialsIn(file) {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(lines.map((line) => JSON.parse(line)).map((trial) => [trial.name, trial]));
}

function describe({ name, was, is, grade, fails = [], differences = [], why = '', seconds = 0 }, place) {
  const grounds = [...fails.slice(0, 3), ...(fails.length === 0 ? differences.slice(0, 3) : []), why].filter(
    Boolean,
  );
  return `${place} ${grade.padEnd(8)} ${name} (${was} -> ${is}), ${seconds} s${grounds.map((one) => `\n    ${one}`).join('')}`;
}

function say(trials) {
  const { counts, score } = scoreOf(trials);
  console.log(
    `\n${trials.length} mutants: ${Object.entries(counts)
      .map(([grade, count]) => `${count} ${grade}`)
      .join(', ')}.`,
  );
  if (score !== undefined)
    console.log(`Noticed: ${(100 * score).toFixed(0)} % of those that the mesh works with.`);
}
