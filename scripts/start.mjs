#!/usr/bin/env node
// `npm start [-- ARGUMENTS]`: builds what must be built, then runs the command line; without a command it is `run`.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const words = process.argv.slice(2);
const { runCommandLine } = await import(path.join(root, 'dist/runners/cli/main.js'));
await runCommandLine(words.length === 0 || words[0].startsWith('-') ? ['run', ...words] : words);
