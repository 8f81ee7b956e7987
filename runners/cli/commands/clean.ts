import type { Command } from 'commander';
import { describeReference, KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { removeOurs } from '../../../fixtures/testbed/clean.ts';
import { currentCluster } from '../../clusters/current.ts';
import { runKind } from '../../clusters/kind-command.ts';
import { EnvironmentError } from '../../clusters/provider.ts';
import type { CliContext } from '../context.ts';
import { addClusterOptions, type ClusterOptions } from '../options.ts';
import { createProgress } from '../progress/progress.ts';
import { UsageError } from '../errors.ts';

type CleanOptions = ClusterOptions & { readonly run?: string };

export function addCleanCommand(program: Command, context: CliContext): void {
  const command = program
    .command('clean')
    .description("remove what runs left on a cluster: only what carries the suite's label");
  addClusterOptions(command, 'current')
    .option('--run <id>', 'only what this run made (default: what any run made)')
    .action((options: CleanOptions) => clean(options, context));
}

const goneWithinMs = 300_000;

async function clean(options: CleanOptions, context: CliContext): Promise<void> {
  if (options.cluster === 'embedded') {
    throw new UsageError(
      'An embedded cluster leaves nothing behind. Name the cluster to clean with --cluster kind or current.',
    );
  }
  const { signal, out } = context;
  const progress = createProgress(context);
  try {
    progress.step('looking for what runs left');
    const kubeconfig = await existingCluster(options, context);
    const client = await KubernetesClient.connect(kubeconfig, {
      userAgent: 'smi-conformance clean',
      signal,
    });
    const { removed, troubles } = await removeOurs(client, {
      ...(options.run === undefined ? {} : { runId: options.run }),
      signal,
      timeoutMs: goneWithinMs,
    });
    client.close();
    progress.close();
    for (const reference of removed) out.write(`removed ${describeReference(reference)}\n`);
    if (removed.length === 0 && troubles.length === 0) out.write('There was nothing to remove.\n');
    if (troubles.length > 0) {
      throw new EnvironmentError('CLEAN_UP', `Not everything could be removed:\n${troubles.join('\n')}`);
    }
  } finally {
    progress.close();
  }
}

/** Kubeconfig of the cluster that the options name. A kind cluster is not made to be cleaned, as its provider would. */
async function existingCluster(options: CleanOptions, { kubeconfig, signal }: CliContext): Promise<string> {
  if (options.cluster === 'kind') {
    return runKind(
      { binary: 'kind', environment: {} },
      {
        args: ['get', 'kubeconfig', '--name', options.kindName],
        purpose: `hand out the kubeconfig of the cluster "${options.kindName}"`,
        code: 'KIND_KUBECONFIG_FAILED',
        signal,
        timeoutMs: 60_000,
      },
    );
  }
  const source = { ...kubeconfig, file: options.kubeconfig };
  return (await currentCluster({ source, context: options.context }).start(signal)).kubeconfig;
}
