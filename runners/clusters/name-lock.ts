import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from './provider.ts';

/** Releases the name. Safe to call twice. */
export type ReleaseName = () => Promise<void>;

/**
 * Claims the name of a kind cluster for this process, on this machine: a run switches access modes and at its end may
 * delete the cluster, so two runs must not share one. The claim is a file that holds the process's id; one that a dead
 * process left is taken over.
 */
export async function claimClusterName(clusterName: string, folder: string): Promise<ReleaseName> {
  const file = path.join(folder, `smi-conformance-kind-${clusterName}.lock`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return async () => {
        await rm(file, { force: true });
      };
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
        throw new EnvironmentError(
          'KIND_NAME_LOCK',
          `The file ${file}, which claims the cluster's name for one run, cannot be written. Check the folder's permissions.`,
          { cause },
        );
      }
      const owner = Number(await readFile(file, 'utf8').catch(() => ''));
      if (attempt > 1 || isAlive(owner)) {
        throw new EnvironmentError(
          'KIND_CLUSTER_IN_USE',
          `The kind cluster "${clusterName}" is in use by another run (process ${owner}). Wait for it, or give this run a cluster of its own with --cluster-name.`,
          { cause },
        );
      }
      await rm(file, { force: true });
    }
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
