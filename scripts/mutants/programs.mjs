// The programs of the reference mesh, with a mistake in one of their sources, and a profile that installs them. Nothing of the
// checkout is touched.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleOptions, programs } from '../bundles.mjs';

const names = ['controller', 'sidecar'];

/** How long a change may take; the suite's own faults are given as much (runners/cli/ask-with-faults.ts). */
const convergedWithinMs = 3000;

/** @returns the text of each program; `mutant` undefined: as it is */
export async function bundle(root, mutant) {
  const { outputFiles } = await build({
    ...bundleOptions(root),
    entryPoints: Object.fromEntries(names.map((name) => [name, programs[name]])),
    outdir: path.join(root, 'dist/bundles'),
    write: false,
    plugins: mutant === undefined ? [] : [withMistake(root, mutant)],
  });
  return Object.fromEntries(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
}

function withMistake(root, { file, mutated }) {
  const place = path.join(root, file);
  return {
    name: 'mistake',
    setup: ({ onLoad }) =>
      void onLoad({ filter: /\.ts$/ }, (one) =>
        one.path === place ? { contents: mutated, loader: 'ts', resolveDir: path.dirname(place) } : undefined,
      ),
  };
}

/** Writes the programs and the reference mesh's profile for them into a folder. @returns the profile's path */
export function writeMesh(root, folder, texts) {
  const reference = path.join(root, 'fixtures/meshes/reference');
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(reference, 'install'), path.join(folder, 'install'), { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(folder, name), text);
  const profile = path.join(folder, 'profile.yaml');
  writeFileSync(
    profile,
    readFileSync(path.join(reference, 'profile.yaml'), 'utf8')
      .replaceAll('dist/bundles/', './')
      .replace(/maxMs: \d+/, `maxMs: ${convergedWithinMs}`),
  );
  return profile;
}
