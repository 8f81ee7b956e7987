#!/usr/bin/env node
// All that must hold: types, lint, unit tests, the suite on the reference mesh (every scenario passes), on each fault of it
// (every fault is found), and on each of its choices (every reading of an observation is seen). The last line counts the
// checks, in a form that machines read as well.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'smi-conformance-test-'));
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const cli = path.join(root, 'dist/runners/cli/main.js');
const unitReport = path.join(scratch, 'unit.json');
const suiteReport = path.join(scratch, 'suite.json');
const contractReport = path.join(scratch, 'contract.json');

/** The kill matrix waits more than it works: as many processes as this share the faults. */
const shards = [1, 2, 3, 4, 5, 6];
const choiceReport = (shard) => path.join(scratch, `choices-${shard}.json`);
const killReport = (shard) => path.join(scratch, `kills-${shard}.json`);
const inShard = (command, shard, report) => [
  cli,
  command,
  ...['--newest', '--testbeds', '1', '--shard', `${shard}/${shards.length}`, '--json', report],
];

/** Each step: what it is called, its commands, run side by side, and how many checks passed and failed in it. */
const node = process.execPath;
const steps = [
  ['build', [[node, path.join(root, 'scripts/build.mjs')]]],
  ['types', [[bin('tsc'), '--noEmit']]],
  ['lint', [[bin('eslint'), '.']]],
  ['format', [[bin('prettier'), '--check', '--log-level', 'warn', '.']]],
  [
    'unit tests',
    [
      [
        bin('vitest'),
        'run',
        '--config',
        'vitest.config.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${unitReport}`,
      ],
    ],
    unitCounts,
  ],
  [
    'contracts of the embedded API server',
    [
      [
        bin('vitest'),
        'run',
        '--config',
        'vitest.contract.config.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${contractReport}`,
      ],
    ],
    contractCounts,
  ],
  ['package, installed elsewhere', [[node, path.join(root, 'scripts/test-package.mjs')]]],
  [
    'suite on the reference mesh',
    [[node, cli, 'run', '--out', path.join(scratch, 'results'), '--json', suiteReport]],
    suiteCounts,
  ],
  [
    'suite on every fault',
    shards.map((shard) => [node, ...inShard('faults', shard, killReport(shard))]),
    killCounts,
  ],
  [
    'suite on every choice',
    shards.map((shard) => [node, ...inShard('choices', shard, choiceReport(shard))]),
    choiceCounts,
  ],
];

let passed = 0;
let failed = 0;
const began = Date.now();
for (const [title, commands, counts = oneCheck] of steps) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const codes = await Promise.all(commands.map(([command, ...args]) => run(command, args)));
  const code = Math.max(...codes);
  const result = counts(code, codes);
  passed += result.passed;
  failed += result.failed;
  console.log(
    `== ${title}: ${result.passed} passed, ${result.failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  // Nothing after a build that failed would say anything.
  if (title === 'build' && code !== 0) break;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\nAll in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function oneCheck(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A step that exits red without a red check in its report counts as one: it did not get to its checks. */
function fromReport(file, code, countsOf) {
  let counts = { passed: 0, failed: 0 };
  try {
    counts = countsOf(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`No report of this step can be read: ${error.message}`);
  }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function unitCounts(code) {
  return fromReport(unitReport, code, testCounts);
}

function contractCounts(code) {
  return fromReport(contractReport, code, testCounts);
}

function testCounts(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** On the reference mesh nothing may be left out either. */
function suiteCounts(code) {
  return fromReport(suiteReport, code, ({ counts }) => {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { passed: counts.pass, failed: all - counts.pass };
  });
}

function killCounts(_code, codes) {
  return shards
    .map((shard, index) =>
      fromReport(killReport(shard), codes[index], ({ baseline, kills, spared, bystanders }) => ({
        passed: kills.filter(({ killed }) => killed).length + spared - bystanders.length,
        failed: baseline.length + kills.filter(({ killed }) => !killed).length + bystanders.length,
      })),
    )
    .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }));
}

/** A reading counts as seen when one of the processes saw it. */
function choiceCounts(code) {
  const seen = new Map();
  let failed = 0;
  for (const shard of shards) {
    const { failed: more } = fromReport(choiceReport(shard), code, ({ readings, troubles }) => {
      for (const { requirement, reading, with: names, unseenBecause } of readings) {
        if (unseenBecause !== undefined) continue;
        const key = `${requirement}: ${reading}`;
        seen.set(key, (seen.get(key) ?? 0) + names.length);
      }
      return { passed: 0, failed: troubles.length };
    });
    failed += more;
  }
  const never = [...seen].filter(([, count]) => count === 0).map(([key]) => key);
  for (const key of never) console.error(`No mesh shows the reading ${key}.`);
  return { passed: seen.size - never.length, failed: failed + never.length };
}
