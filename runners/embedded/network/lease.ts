import { EnvironmentError } from '../../clusters/provider.ts';
import { addressPlan, apiServerPort, type AddressPlan } from './addresses.ts';

const firstBlock = 16;
const lastBlock = 250;
const blocks = lastBlock - firstBlock + 1;

/**
 * Finds a free 127.A.0.0/16 by binding its API server: `bind` listens on the plan's API server address, and holding that
 * socket is the lease, so that a killed run leaves nothing to clean up. Starts at a random A so that runs side by side
 * rarely meet. Rejects with an EnvironmentError when this machine has no such addresses or none is free.
 */
export async function leaseAddresses<Bound>(
  bind: (plan: AddressPlan) => Promise<Bound>,
  random: () => number,
): Promise<{ readonly plan: AddressPlan; readonly bound: Bound }> {
  const start = Math.floor(random() * blocks);
  for (let step = 0; step < blocks; step += 1) {
    const plan = addressPlan(firstBlock + ((start + step) % blocks));
    try {
      return { plan, bound: await bind(plan) };
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw explain(error, plan);
    }
  }
  throw new EnvironmentError(
    'EMBEDDED_ADDRESSES_TAKEN',
    `The embedded cluster needs a free address 127.A.0.1:${apiServerPort} with A from ${firstBlock} to ${lastBlock}, and all are taken. ` +
      `Most likely a program listens on port ${apiServerPort} of all addresses: find it with "ss -ltnp 'sport = :${apiServerPort}'" and stop it, or run on another cluster with --cluster kind.`,
  );
}

function explain(error: unknown, plan: AddressPlan): unknown {
  if (codeOf(error) !== 'EADDRNOTAVAIL') return error;
  return new EnvironmentError(
    'EMBEDDED_NO_LOOPBACK_BLOCK',
    `The embedded cluster gives every pod an address of its own in 127.0.0.0/8, but ${plan.apiServer.host} cannot be bound here. ` +
      'Linux has the whole block; macOS and the BSDs have only 127.0.0.1. ' +
      'Run the suite on Linux or in a Linux container (docker run --rm -it node:20 …), or use another cluster with --cluster kind or --cluster current.',
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
