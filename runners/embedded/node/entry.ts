import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file that a node's thread starts from. Compiled, it lies beside this module. From TypeScript sources, as under
 * vitest, there is no such file that a worker could load, so it is bundled into `folder`.
 */
export async function workerEntry(folder: string): Promise<URL | string> {
  if (!import.meta.url.endsWith('.ts')) return new URL('./worker/main.js', import.meta.url);
  const esbuild = await import('esbuild');
  const outfile = path.join(folder, 'node-thread.mjs');
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('./worker/main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    outfile,
  });
  return outfile;
}
