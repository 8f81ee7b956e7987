import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type InspectCluster, inspectCluster } from './inspect.ts';
import { type KindCommand, runKind } from './kind-command.ts';
import { claimClusterName } from './name-lock.ts';
import { type ClusterProvider, EnvironmentError, type RunningCluster } from './provider.ts';

export const defaultKindClusterName = 'smi-conformance';

export interface KindOptions {
  /** Made when there is none of this name, else used as it is. */
  readonly clusterName: string;
  /** Node image; kind's own default when undefined. */
  readonly image: string | undefined;
  /** Leaves the cluster that this run makes. */
  readonly keep: boolean;
  /** How kind is called; `kind` from the PATH unless said otherwise. */
  readonly command?: Partial<KindCommand>;
  /** For tests: how a cluster is asked whether it can be used. */
  readonly inspect?: InspectCluster;
}

const minute = 60_000;
/** A name that is also the name of a container and a part of the node's host name. */
const validName = /^[a-z0-9]([a-z0-9.-]{0,48}[a-z0-9])?$/;

/** Runs on a kind cluster. What `start` made is deleted at `stop`, when `start` fails half-way, and when it is aborted. */
export function kindCluster(options: KindOptions): ClusterProvider {
  return { name: 'kind', start: (signal) => start(options, signal) };
}

async function start(options: KindOptions, signal: AbortSignal): Promise<RunningCluster> {
  const { clusterName } = options;
  if (!validName.test(clusterName)) {
    throw new EnvironmentError(
      'KIND_CLUSTER_NAME',
      `"${clusterName}" cannot name a kind cluster: wanted at most 50 lower-case letters, digits, "-" and ".", with a letter or digit at both ends.`,
    );
  }
  const command: KindCommand = { binary: 'kind', environment: {}, ...options.command };
  const release = await claimClusterName(clusterName, tmpdir());
  // kind writes to a kubeconfig when it makes and deletes a cluster; it must not be the user's own.
  const scratch = await mkdtemp(path.join(tmpdir(), 'smi-conformance-kind-'));
  const kubeconfigFile = path.join(scratch, 'kubeconfig');
  let made = false;
  const undo = async (keep: boolean): Promise<void> => {
    try {
      if (made && !keep) await deleteCluster(command, clusterName, kubeconfigFile);
    } finally {
      await rm(scratch, { recursive: true, force: true });
      await release();
    }
  };

  try {
    const listed = await runKind(command, {
      args: ['get', 'clusters'],
      purpose: 'list its clusters',
      code: 'KIND_LIST_FAILED',
      signal,
      timeoutMs: minute,
    });
    const reused = listed.split('\n').some((line) => line.trim() === clusterName);
    if (!reused) {
      made = true;
      await createCluster(command, options, kubeconfigFile, signal).catch((error: unknown) => {
        // Somebody else's cluster came between: it is not ours to delete.
        if (error instanceof EnvironmentError && error.code === 'KIND_CLUSTER_TAKEN') made = false;
        throw error;
      });
    }
    const kubeconfig = await runKind(command, {
      args: ['get', 'kubeconfig', '--name', clusterName],
      purpose: `hand out the kubeconfig of the cluster "${clusterName}"`,
      code: 'KIND_KUBECONFIG_FAILED',
      signal,
      timeoutMs: minute,
    });
    const facts = await (options.inspect ?? inspectCluster)(kubeconfig, signal);
    return {
      kubeconfig,
      title: `kind cluster "${clusterName}"`,
      facts: { ...facts, kindCluster: reused ? 'reused' : 'made for this run' },
      stop: once(() => undo(options.keep)),
    };
  } catch (error) {
    // A start that fails keeps nothing, not even with --keep: what is half made helps nobody.
    await undo(false).catch((second: unknown) => {
      throw new EnvironmentError(
        'KIND_CLEANUP_FAILED',
        `${messageOf(error)} Cleaning up afterwards failed too: ${messageOf(second)} Delete it with "kind delete cluster --name ${clusterName}".`,
        { cause: new AggregateError([error, second]) },
      );
    });
    throw error;
  }
}

async function createCluster(
  command: KindCommand,
  options: KindOptions,
  kubeconfigFile: string,
  signal: AbortSignal,
): Promise<void> {
  const image = options.image === undefined ? [] : ['--image', options.image];
  try {
    await runKind(command, {
      args: [
        'create',
        'cluster',
        '--name',
        options.clusterName,
        '--kubeconfig',
        kubeconfigFile,
        '--wait',
        '180s',
        ...image,
      ],
      purpose: `create the cluster "${options.clusterName}"`,
      code: 'KIND_CREATE_FAILED',
      signal,
      timeoutMs: 15 * minute,
    });
  } catch (error) {
    if (error instanceof EnvironmentError && /already exist/.test(error.message)) {
      throw new EnvironmentError(
        'KIND_CLUSTER_TAKEN',
        `The kind cluster "${options.clusterName}" came into being while this run was about to make it. Run again to use it, or choose another name with --cluster-name.`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function deleteCluster(
  command: KindCommand,
  clusterName: string,
  kubeconfigFile: string,
): Promise<void> {
  await runKind(command, {
    args: ['delete', 'cluster', '--name', clusterName, '--kubeconfig', kubeconfigFile],
    purpose: `delete the cluster "${clusterName}"`,
    code: 'KIND_DELETE_FAILED',
    signal: undefined,
    timeoutMs: 5 * minute,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
