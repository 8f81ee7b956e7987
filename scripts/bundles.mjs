// How the programs that run in pods are made: one file each, that holds all it needs.

/** Entry of each program. */
export const programs = {
  agent: 'fixtures/agent/main.ts',
  sidecar: 'runners/reference-mesh/sidecar/main.ts',
  controller: 'runners/reference-mesh/controller/main.ts',
};

/** Options of esbuild, but for what is built and where it goes. */
export function bundleOptions(root) {
  return {
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    keepNames: false,
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  };
}
