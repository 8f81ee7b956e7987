import { defineConfig } from 'vitest/config';

/**
 * Holds the embedded API server to a real one: set SMI_CONTRACT_KUBECONFIG to a kubeconfig (token user) of an API server that
 * may be written to. Without it the recorded expectations alone are checked.
 */
export default defineConfig({
  test: {
    include: ['runners/embedded/api/contract/*.contract.ts'],
    globalSetup: ['runners/embedded/api/contract/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
