import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultKindClusterName } from '../clusters/kind.ts';
import type { SampleSize } from '../../suites/scenario/samples.ts';
import { catalogueOrder } from './planning/planning.ts';

/** Where to run. */
export interface ClusterOptions {
  readonly cluster: 'embedded' | 'kind' | 'current';
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly kindName: string;
  readonly kindImage?: string;
  readonly keep: boolean;
}

/** Of whom to ask. */
export interface MeshOptions {
  readonly mesh: string;
  readonly install: boolean;
  readonly fault: readonly string[];
  readonly choice: readonly string[];
}

/** What to ask. */
export interface SelectionOptions {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** How to ask. */
export interface EffortOptions {
  readonly seed: number;
  readonly testbeds: number;
  readonly agentImage: string;
  readonly samples: SampleSize;
}

export const referenceMesh = 'reference';
export const defaultAgentImage = 'node:20-slim';
/** A testbed is some twenty pods: too much for many of them on a small cluster, and little where a pod is no process. */
const usualTestbeds = { embedded: 4, elsewhere: 2 } as const;

/** How many testbeds a run has on a cluster unless it is told. */
export function testbedsOn(cluster: ClusterOptions['cluster']): number {
  return cluster === 'embedded' ? usualTestbeds.embedded : usualTestbeds.elsewhere;
}

/** Where one mesh is asked after the other, and several processes share the work, starts count for more. */
export const matrixTestbeds: number = usualTestbeds.elsewhere;

export function addClusterOptions(command: Command, fallback: ClusterOptions['cluster']): Command {
  return command
    .addOption(
      new Option(
        '--cluster <kind>',
        'where to run: a cluster inside this process, a kind cluster, or the one of a kubeconfig',
      )
        .choices(['embedded', 'kind', 'current'])
        .default(fallback),
    )
    .option(
      '--kubeconfig <file>',
      'kubeconfig of --cluster current (default: KUBECONFIG, then ~/.kube/config)',
    )
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--kind-name <name>', 'kind cluster to use; made when there is none', defaultKindClusterName)
    .option('--kind-image <image>', 'node image for a kind cluster that is made (default: that of kind)')
    .option('--keep', 'leave the cluster that was made, and everything in it, for a look', false);
}

export function addMeshOptions(command: Command): Command {
  return command
    .option(
      '--mesh <name|file>',
      'a mesh that comes with the suite, or the profile of your own',
      referenceMesh,
    )
    .option('--install', 'install the mesh as its profile says (always done on the embedded cluster)', false)
    .option(
      '--fault <name...>',
      'have the reference mesh break the specification (see the command faults)',
      [],
    )
    .option(
      '--choice <name...>',
      'have the reference mesh decide what the specification leaves open otherwise (see the command choices)',
      [],
    );
}

export function addSelectionOptions(command: Command): Command {
  return command
    .option(
      '--only <pattern...>',
      "ask only what fits, such as 'split.*' or 'split.weights.zero@v1alpha4'",
      [],
    )
    .option('--skip <pattern...>', 'leave out what fits', []);
}

/** @param testbeds how many unless said otherwise; undefined: `testbedsOn` the cluster */
export function addEffortOptions(command: Command, testbeds?: number): Command {
  const { embedded, elsewhere } = usualTestbeds;
  const usual =
    testbeds === undefined ? ` (default: ${embedded} on the embedded cluster, else ${elsewhere})` : '';
  return command
    .option(
      '--seed <number>',
      'ask in an order drawn with this seed; 0 is the order of the catalogue, but for what waits long and starts first',
      whole(0, 2 ** 31 - 1),
      catalogueOrder,
    )
    .option(
      '--testbeds <number>',
      `namespaces with running workloads, side by side${usual}`,
      whole(1, 64),
      testbeds,
    )
    .option(
      '--agent-image <image>',
      "image with Node 20 or later for the suite's workloads",
      defaultAgentImage,
    )
    .addOption(
      new Option(
        '--samples <size>',
        'how much traffic: large in every version, only in the newest, or small everywhere, where smaller errors are missed',
      )
        .choices(['large', 'by-version', 'small'])
        .default('by-version'),
    );
}

/** Reads a whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
