import { linkSignals } from '../../fixtures/kubernetes/signals.ts';
import { startEmbeddedCluster } from '../embedded/cluster.ts';
import type { ClusterProvider } from './provider.ts';

export interface EmbeddedOptions {
  /** Number of nodes, each a thread; as many as the machine can use when undefined. */
  readonly nodes?: number;
  /** Told of whatever goes wrong in the cluster itself. */
  readonly onTrouble?: (message: string, cause?: unknown) => void;
}

/** Runs on a cluster inside this process: it needs nothing but Node, and goes with `stop`. */
export function embeddedCluster(options: EmbeddedOptions = {}): ClusterProvider {
  return {
    name: 'embedded',
    plentiful: true,
    start: async (signal) => {
      // Only the start is given up with the signal: a run that is aborted still cleans up on the cluster before it stops it.
      using starting = linkSignals(signal);
      const troubles: string[] = [];
      const onTrouble = (message: string, cause?: unknown): void => {
        troubles.push(cause instanceof Error ? `${message} (${cause.message})` : message);
        options.onTrouble?.(message, cause);
      };
      const cluster = await startEmbeddedCluster({ ...options, onTrouble, signal: starting.signal });
      return { ...cluster, troubles: () => troubles };
    },
  };
}
