// All mutants of the reference mesh's decisions, by name, and samples of them.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { make, mistakesIn } from './operators.mjs';

const mesh = 'runners/reference-mesh';

/** Where the reference mesh decides something: whole folders, and files of those that are plumbing for the most part. */
const decided = [
  'behaviour',
  'compile',
  'objects',
  ...['choose', 'policy', 'knowledge', 'live-service', 'guard', 'outbound', 'inbound'].map(
    inFolder('sidecar'),
  ),
  ...['state', 'session', 'sessions', 'smi-intake'].map(inFolder('controller')),
  ...['exchange', 'front', 'heads'].map(inFolder('http')),
];

/** @returns paths from the root of the checkout, with slashes */
export function decidingFiles(root) {
  return decided.flatMap((place) => {
    if (place.endsWith('.ts')) return [`${mesh}/${place}`];
    return readdirSync(path.join(root, mesh, place))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .sort()
      .map((file) => `${mesh}/${place}/${file}`);
  });
}

/** Every mutant of the checkout. */
export function allMutants(root) {
  return decidingFiles(root).flatMap((file) => mutantsOf(file, readFileSync(path.join(root, file), 'utf8')));
}

/**
 * The mutants of one file, named FILE:LINE:OPERATOR:INDEX, where the index counts what an operator finds on one line.
 *
 * @returns for each: its name, the file, the file's text with the mistake in it, and the mistake's line before and after
 */
export function mutantsOf(file, text) {
  const counts = new Map();
  return mistakesIn(text, file).map((mistake) => {
    const place = `${file.slice(mesh.length + 1)}:${mistake.line}:${mistake.operator}`;
    const index = counts.get(place) ?? 0;
    counts.set(place, index + 1);
    return {
      name: `${place}:${index}`,
      file,
      mutated: make(mistake, text),
      was: oneLine(text.slice(mistake.start, mistake.end)),
      is: oneLine(mistake.replacement),
    };
  });
}

/**
 * Some of the mutants: those whose names, hashed with the seed, come first. So a larger sample holds the smaller ones of the
 * same seed, and a mutant that comes or goes elsewhere changes little.
 */
export function sample(mutants, seed, count) {
  const rank = ({ name }) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return mutants
    .map((mutant) => ({ mutant, rank: rank(mutant) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

function inFolder(folder) {
  return (name) => `${folder}/${name}.ts`;
}

function oneLine(text) {
  return text.replace(/\s+/g, ' ');
}
