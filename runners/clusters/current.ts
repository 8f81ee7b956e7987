import { type InspectCluster, inspectCluster } from './inspect.ts';
import { type KubeconfigSource, selectContext } from './kubeconfig.ts';
import type { ClusterProvider } from './provider.ts';

export interface CurrentOptions {
  readonly source: KubeconfigSource;
  /** The kubeconfig's current one when undefined. */
  readonly context: string | undefined;
  /** For tests: how a cluster is asked whether it can be used. */
  readonly inspect?: InspectCluster;
}

/** Runs on the cluster that a kubeconfig names; makes none and ends none. */
export function currentCluster(options: CurrentOptions): ClusterProvider {
  return {
    name: 'current',
    start: async (signal) => {
      const selected = await selectContext(options.source, options.context);
      signal.throwIfAborted();
      const facts = await (options.inspect ?? inspectCluster)(selected.kubeconfig, signal);
      return {
        kubeconfig: selected.kubeconfig,
        title: `context "${selected.context}" (${selected.server})`,
        facts,
        stop: () => Promise.resolve(),
      };
    },
  };
}
