import type { Command } from 'commander';
import { describeReference, KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { builtInMeshes, loadMesh } from '../../../fixtures/meshes/load.ts';
import { uninstallMesh } from '../../../fixtures/meshes/uninstall.ts';
import { managedByLabel, managedByValue, runLabel } from '../../../fixtures/testbed/labels.ts';
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
    await uninstallOurMeshes(client, options, signal, (step) => progress.step(step));
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

/** A mesh that a run installed may have changed more than its own objects: its own clean-up goes first. */
async function uninstallOurMeshes(
  client: KubernetesClient,
  { run }: CleanOptions,
  signal: AbortSignal,
  progress: (step: string) => void,
): Promise<void> {
  for (const name of await builtInMeshes()) {
    const profile = await loadMesh(name);
    if (profile.install === undefined) continue;
    const reference = { apiVersion: 'v1', kind: 'Namespace', name: profile.install.namespace };
    const labels = (await client.find(reference, { signal }))?.metadata.labels;
    if (labels?.[managedByLabel] !== managedByValue) continue;
    if (run !== undefined && labels[runLabel] !== run) continue;
    progress(`removing ${profile.title}`);
    await uninstallMesh(client, profile, { signal, progress });
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
