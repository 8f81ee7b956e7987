#!/usr/bin/env node
// The package as its users get it: packed, installed into an empty folder, and run from there.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { $, tmpdir } from 'zx';

const root = path.resolve(import.meta.dirname, '..');
const elsewhere = tmpdir();
try {
  const [packed] = JSON.parse(
    (await $({ cwd: root, quiet: true })`npm pack --json --pack-destination ${elsewhere}`).stdout,
  );
  const there = $({ cwd: elsewhere, stdio: ['ignore', 'inherit', 'inherit'] });
  await there`npm init -y > /dev/null`;
  await there`npm install --no-audit --no-fund ${path.join(elsewhere, packed.filename)}`;
  await there`npx --no smi-conformance run --only split.weights.equal@v1alpha4 access.l7.example@v1alpha4`;
} finally {
  rmSync(elsewhere, { recursive: true, force: true });
}
