#!/usr/bin/env node
// All that must hold: types, lint, unit tests, the suite on the reference mesh (every scenario passes), and the suite on
// each fault of it (every fault is found). The last line counts the checks, in a form that machines read as well.
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
const killReport = path.join(scratch, 'kill-matrix.json');

/** Each step: what it is called, its command, and how many checks passed and failed in it. */
const steps = [
  ['build', process.execPath, [path.join(root, 'scripts/build.mjs')]],
  ['types', bin('tsc'), ['--noEmit']],
  ['lint', bin('eslint'), ['.']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['unit tests', bin('vitest'), ['run', '--config', 'vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`], unitCounts],
  ['suite on the reference mesh', process.execPath, [cli, 'run', '--out', path.join(scratch, 'results'), '--json', suiteReport], suiteCounts],
  ['suite on every fault', process.execPath, [cli, 'faults', '--json', killReport], killCounts],
];

let passed = 0;
let failed = 0;
const began = Date.now();
for (const [title, command, args, counts = oneCheck] of steps) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const code = await run(command, args);
  const result = counts(code);
  passed += result.passed;
  failed += result.failed;
  console.log(`== ${title}: ${result.passed} passed, ${result.failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
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
  return fromReport(unitReport, code, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));
}

function suiteCounts(code) {
  return fromReport(suiteReport, code, ({ counts }) => ({
    passed: counts.pass,
    failed: Object.entries(counts).reduce((sum, [outcome, count]) => sum + (['fail', 'error', 'inconclusive', 'unsupported', 'skipped', 'expected-failure'].includes(outcome) ? count : 0), 0),
  }));
}

function killCounts(code) {
  return fromReport(killReport, code, ({ faults }) => ({
    passed: faults.filter((fault) => fault.killed).length,
    failed: faults.filter((fault) => !fault.killed).length,
  }));
}
