#!/usr/bin/env node
// Holds the catalogue's sources to a checkout of the specification, or shows the fingerprints of a document's passages:
//   node scripts/fingerprints.mjs DIR                                  what has changed; exit code 1 if anything has
//   node scripts/fingerprints.mjs DIR traffic-split v1alpha4 [Ports]   passages with their fingerprints, to cite in a row
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const [checkout, document, version, heading] = process.argv.slice(2);
if (checkout === undefined || (document !== undefined && version === undefined)) {
  process.stderr.write('Usage: node scripts/fingerprints.mjs DIR [DOCUMENT VERSION [HEADING]]\n');
  process.exit(2);
}
const built = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const requirements = (module) => import(path.join(root, 'dist/suites/requirements', module));
const { changedSources, documentPath } = await requirements('source-check.js');
const { loadCatalogue } = await requirements('load.js');
const { passagesOf } = await requirements('fingerprint.js');

const read = (file) => {
  const place = path.join(checkout, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
};

if (document === undefined) {
  const changes = changedSources(loadCatalogue(), read);
  for (const { requirement, what, path: file, heading: under, to, sha256 } of changes) {
    process.stdout.write(`${requirement}: ${what}: ${file}, "${under}"`);
    process.stdout.write(
      `${to === undefined ? '' : `, now "${to}"`}${sha256 === undefined ? '' : `, ${sha256}`}\n`,
    );
  }
  process.stdout.write(`${changes.length} sources are not as the catalogue knows them.\n`);
  process.exitCode = changes.length === 0 ? 0 : 1;
} else {
  const text = read(documentPath({ document, version, heading: '' }));
  if (text === undefined) {
    process.stderr.write(`${checkout} has no ${documentPath({ document, version, heading: '' })}.\n`);
    process.exit(2);
  }
  for (const passage of passagesOf(text)) {
    if (heading !== undefined && passage.heading !== heading) continue;
    const [first = '', ...rest] = passage.text.split('\n');
    const words = rest.length === 0 ? first : `${first} (and ${rest.length} lines more)`;
    process.stdout.write(`${passage.sha256}  ${passage.kind.padEnd(8)}  ${passage.line}: ${words}\n`);
  }
}
