import { currentCluster } from '../../clusters/current.ts';
import { kindCluster } from '../../clusters/kind.ts';
import type { ClusterProvider } from '../../clusters/provider.ts';
import type { CliContext } from '../context.ts';
import type { ClusterOptions } from '../options.ts';

/** The cluster that the options name. */
export function chooseProvider(
  options: ClusterOptions,
  { kubeconfig }: Pick<CliContext, 'kubeconfig'>,
): ClusterProvider {
  switch (options.cluster) {
    case 'embedded':
      return {
        name: 'embedded',
        plentiful: true,
        // Only here: it brings a whole Kubernetes API server along.
        start: async (signal) => (await import('../../clusters/embedded.ts')).embeddedCluster().start(signal),
      };
    case 'kind':
      return kindCluster({ clusterName: options.kindName, image: options.kindImage, keep: options.keep });
    case 'current':
      return currentCluster({
        source: { ...kubeconfig, file: options.kubeconfig },
        context: options.context,
      });
  }
}
