import { KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { installMesh } from '../../../fixtures/meshes/install.ts';
import { requireMesh, requireSmiApis } from '../../../fixtures/meshes/presence.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import { uninstallMesh } from '../../../fixtures/meshes/uninstall.ts';
import { discover, type SmiDiscovery } from '../../../fixtures/smi/discovery.ts';
import { removeOurs } from '../../../fixtures/testbed/clean.ts';
import { runLabels } from '../../../fixtures/testbed/labels.ts';
import type { ClusterProvider, RunningCluster } from '../../clusters/provider.ts';
import { messageOf } from '../../engine/report.ts';

export interface SessionRequest {
  readonly provider: ClusterProvider;
  readonly profile: MeshProfile;
  readonly install: boolean;
  /** Leaves the cluster and what is on it. */
  readonly keep: boolean;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

/** A cluster with a mesh on it, ready to be asked. */
export interface Session {
  readonly provider: ClusterProvider['name'];
  readonly cluster: RunningCluster;
  readonly client: KubernetesClient;
  readonly profile: MeshProfile;
  readonly discovery: SmiDiscovery;
  /** Takes away what was made; answers with what could not be, each with its reason. Safe to call twice. */
  close(): Promise<readonly string[]>;
}

const removedWithinMs = 120_000;

/**
 * Starts the cluster, sees to the mesh and discovers what is served. What was made by half is gone when it rejects.
 * @throws EnvironmentError, MeshEnvironmentError, KubernetesError and the like
 */
export async function openSession(request: SessionRequest): Promise<Session> {
  const { provider, profile, runId, signal, progress } = request;
  progress(`starting the cluster (${provider.name})`);
  const cluster = await provider.start(signal);
  // Of its own signal: the client is still needed to clean up after an abort.
  const client = await KubernetesClient.connect(cluster.kubeconfig, {
    userAgent: `smi-conformance/${runId}`,
    labels: runLabels(runId),
  });
  let installed = false;
  const close = once(() => closeSession(request, cluster, client, installed));
  try {
    if (request.install || provider.name === 'embedded') {
      progress(`installing ${profile.title}`);
      installed = await installMesh(client, profile, { runId, signal, progress });
    } else {
      await requireMesh(client, profile, { signal });
      await requireSmiApis(client, profile);
    }
    progress('asking the cluster what it serves of SMI');
    const discovery = await discover(client, { signal });
    return { provider: provider.name, cluster, client, profile, discovery, close };
  } catch (error) {
    const left = await close();
    if (left.length === 0) throw error;
    throw new AggregateError(
      [error],
      `${messageOf(error)} Cleaning up afterwards failed too: ${left.join('; ')}`,
      { cause: error },
    );
  }
}

async function closeSession(
  request: SessionRequest,
  cluster: RunningCluster,
  client: KubernetesClient,
  installed: boolean,
): Promise<readonly string[]> {
  const { provider, profile, runId, keep, progress } = request;
  const troubles: string[] = [...(cluster.troubles?.() ?? [])];
  const attempt = async (what: string, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      troubles.push(`${what}: ${messageOf(error)}`);
    }
  };
  if (!keep && !isThrownAway(provider, cluster)) {
    progress('removing what the run made');
    const signal = AbortSignal.timeout(2 * removedWithinMs);
    if (installed)
      await attempt(`uninstalling ${profile.title}`, () => uninstallMesh(client, profile, { signal }));
    await attempt('removing the workloads', async () => {
      const result = await removeOurs(client, { runId, signal, timeoutMs: removedWithinMs });
      troubles.push(...result.troubles);
    });
  }
  client.close();
  await attempt('stopping the cluster', () => cluster.stop());
  return troubles;
}

/** Whether all that is on the cluster goes with it. */
function isThrownAway(provider: ClusterProvider, cluster: RunningCluster): boolean {
  return (
    provider.name === 'embedded' || (provider.name === 'kind' && cluster.facts['kindCluster'] !== 'reused')
  );
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= action());
}
