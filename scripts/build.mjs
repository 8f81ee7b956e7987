#!/usr/bin/env node
// Builds dist: TypeScript to JavaScript, data files beside it, and the programs that run in pods as one file each.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { bundleOptions, programs } from './bundles.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const sources = ['suites', 'fixtures', 'runners', 'reports', 'words'];
const dataFile = /\.(ya?ml|xsd|json)$/;

const stamp = path.join(dist, '.built-from');
const fingerprint = fingerprintOfSources();
if (!process.argv.includes('--force') && readIfThere(stamp) === fingerprint) process.exit(0);

rmSync(dist, { recursive: true, force: true });
run('node', [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
for (const folder of sources) copyData(folder);
await build({ ...bundleOptions(root), entryPoints: programs, outdir: path.join(dist, 'bundles') });
chmodSync(path.join(dist, 'runners/cli/main.js'), 0o755);
writeFileSync(stamp, fingerprint);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function copyData(folder) {
  for (const file of files(path.join(root, folder))) {
    if (!dataFile.test(file)) continue;
    const target = path.join(dist, path.relative(root, file));
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

function fingerprintOfSources() {
  const hash = createHash('sha256');
  const inputs = [
    ...sources.flatMap((folder) => [...files(path.join(root, folder))]),
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.mjs',
    'scripts/bundles.mjs',
  ];
  for (const file of inputs)
    hash.update(path.relative(root, path.resolve(root, file))).update(readFileSync(path.resolve(root, file)));
  return hash.digest('hex');
}

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const full = path.join(folder, name);
    if (statSync(full).isDirectory()) yield* files(full);
    else yield full;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
