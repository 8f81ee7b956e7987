import { readFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { realKubeconfigPath } from './environment.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Text of the real cluster's kubeconfig; empty when there is none. */
    realKubeconfig: string;
  }
}

/** Says once whether answers are compared with those of a real API server. */
export function setup(project: TestProject): void {
  if (realKubeconfigPath === undefined) {
    console.warn(
      'SMI_CONTRACT_KUBECONFIG is not set: the embedded API server is held to the recorded expectations, the comparison with a real one did not run.',
    );
  }
  project.provide(
    'realKubeconfig',
    realKubeconfigPath === undefined ? '' : readFileSync(realKubeconfigPath, 'utf8'),
  );
}
