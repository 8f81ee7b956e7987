import os from 'node:os';
import { systemClock, type Clock } from '../../fixtures/kubernetes/clock.ts';
import type { RunningCluster } from '../clusters/provider.ts';
import { startApiServer, type ApiServer } from './api/server.ts';
import type { ObjectStore } from './api/store.ts';
import { startControllers } from './controllers/index.ts';
import { leaseAddresses } from './network/lease.ts';
import { Fleet } from './node/fleet.ts';
import type { ClusterIdentity } from './node/pod-files.ts';
import { RunFolder } from './node/run-folder.ts';

export interface EmbeddedClusterOptions {
  /** Number of nodes, each a thread; by default one more than the machine has cores, up to 6: pods are dealt out before anybody knows which are busy. */
  readonly nodes?: number;
  /** Aborting it stops the cluster, also while it starts. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Wall time, for what is written into objects. */
  readonly date?: () => Date;
  /** Numbers in [0, 1). */
  readonly random?: () => number;
  /** Told of whatever goes wrong in the cluster itself: a lost node, a program that does not stop. By default a warning. */
  readonly onTrouble?: (message: string, cause?: unknown) => void;
}

export interface EmbeddedCluster extends RunningCluster {
  /** The objects, without the way over the network. */
  readonly store: ObjectStore;
}

type Cleanup = () => Promise<void>;

/**
 * Starts a Kubernetes cluster in this process: API server and controllers in the calling thread, nodes in threads of
 * their own, everything on addresses of 127.0.0.0/8. Rejects with an `EnvironmentError` when the machine has no such
 * addresses. Nothing is left of it when this rejects, and after `stop`.
 */
export async function startEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const { signal } = options;
  const cleanups: Cleanup[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= undo(cleanups));
  try {
    const cluster = await start(options, cleanups);
    signal.throwIfAborted();
    const onAbort = () =>
      void stop().catch((error: unknown) =>
        (options.onTrouble ?? warn)('The embedded cluster could not be stopped.', error),
      );
    signal.addEventListener('abort', onAbort, { once: true });
    cleanups.push(() => Promise.resolve(signal.removeEventListener('abort', onAbort)));
    return { ...cluster, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: EmbeddedClusterOptions,
  cleanups: Cleanup[],
): Promise<Omit<EmbeddedCluster, 'stop'>> {
  const { signal, clock = systemClock, date = () => new Date(), random = Math.random } = options;
  const { onTrouble = warn, nodes = defaultNodes() } = options;
  signal.throwIfAborted();
  const folder = await RunFolder.create();
  cleanups.push(() => folder.remove());
  const { plan, bound: server } = await leaseAddresses(
    ({ apiServer, services }) =>
      startApiServer({ ...apiServer, clusterIps: services, clock: { now: () => date().getTime() } }),
    random,
  );
  cleanups.push(() => server.close());
  signal.throwIfAborted();
  const environment = { store: server.store, clock, date, random, onTrouble };
  const fleet = await Fleet.start({
    ...environment,
    count: nodes,
    plan,
    folder,
    identity: identityOf(server),
  });
  cleanups.push(() => fleet.stop());
  server.setPodRuntime(fleet.runtime);
  cleanups.push(startControllers(environment));
  return {
    kubeconfig: server.kubeconfig(),
    store: server.store,
    title: `embedded cluster of ${nodes} nodes at ${server.url}`,
    facts: {
      'API server': server.url,
      nodes: `${nodes} threads of Node.js ${process.version}`,
      'pod addresses': `127.${plan.block}.16.1 to 127.${plan.block}.127.254`,
    },
  };
}

function warn(message: string, cause?: unknown): void {
  process.emitWarning(
    cause instanceof Error ? `${message} ${cause.stack ?? cause.message}` : message,
    'EmbeddedCluster',
  );
}

/** Latest first, each even when another fails; rejects with the first failure. */
async function undo(cleanups: Cleanup[]): Promise<void> {
  const failures: unknown[] = [];
  for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) {
    await next().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'The embedded cluster could not be stopped cleanly.');
}

function identityOf(server: ApiServer): ClusterIdentity {
  return {
    caCertificate: server.caCertificate,
    serviceAccountToken: ({ metadata, spec }, audience) =>
      server.serviceAccountToken(
        metadata.namespace ?? '',
        spec.serviceAccountName ?? 'default',
        { name: metadata.name, uid: metadata.uid },
        audience,
      ),
  };
}

function defaultNodes(): number {
  return Math.min(6, os.availableParallelism() + 1);
}
