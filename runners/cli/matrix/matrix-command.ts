import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import type { CliContext } from '../context.ts';
import {
  addClusterOptions,
  addEffortOptions,
  referenceMesh,
  type ClusterOptions,
  type EffortOptions,
  matrixTestbeds,
} from '../options.ts';
import { createProgress } from '../progress/progress.ts';
import type { Ask } from './ask.ts';
import { withReferenceMesh } from './reference-session.ts';
import { ofShard, shard, type Shard } from './shard.ts';

// What `faults` and `choices` have in common: each bends the reference mesh by one name after the other, and asks.

export interface MatrixOptions extends ClusterOptions, EffortOptions {
  readonly list: boolean;
  readonly only: readonly string[];
  readonly newest: boolean;
  readonly shard: Shard;
  readonly json?: string;
}

/** @param what is bent by name, in the plural: `faults` */
export function addMatrixOptions(command: Command, what: string): Command {
  addClusterOptions(command, 'embedded');
  return addEffortOptions(command, matrixTestbeds)
    .option('--list', `only list the ${what}`, false)
    .option('--only <name...>', `only these ${what}`, [])
    .option('--newest', 'ask each requirement in its newest version only', false)
    .option('--shard <part/of>', `only this part of the ${what}, for several processes side by side`, shard, {
      part: 1,
      of: 1,
    });
}

/** What is asked about one kind of names. */
export interface MatrixQuestion<Named extends { readonly name: string }, Matrix> {
  readonly all: readonly Named[];
  /** @throws UsageError for a name that there is not */
  readonly check: (names: readonly string[], profile: MeshProfile) => void;
  readonly list: (chosen: readonly Named[], width: number) => string;
  readonly build: (chosen: readonly Named[], steps: MatrixSteps) => Promise<Matrix>;
  /** @param whole whether nothing was left out, so that what is missing is missing everywhere */
  readonly conclude: (matrix: Matrix, whole: boolean) => { readonly text: string; readonly exitCode: number };
}

export interface MatrixSteps {
  readonly ask: Ask;
  readonly log: (line: string) => void;
}

/** Lists the names, or asks under each and says what came of it; answers with the exit code. */
export async function runMatrix<Named extends { readonly name: string }, Matrix>(
  { all, check, list, build, conclude }: MatrixQuestion<Named, Matrix>,
  options: MatrixOptions,
  context: CliContext,
): Promise<number> {
  const { out } = context;
  const profile = await loadMesh(referenceMesh);
  check(options.only, profile);
  const chosen = all
    .filter(({ name }) => options.only.length === 0 || options.only.includes(name))
    .filter(ofShard(options.shard));
  if (options.list) {
    out.write(list(chosen, Math.min(120, Math.max(80, out.columns))));
    return exitCodes.conformant;
  }
  const progress = createProgress(context);
  try {
    const matrix = await withReferenceMesh({ options, context, profile, progress }, (ask) =>
      build(chosen, { ask, log: (line) => progress.log(line) }),
    );
    progress.close();
    const { text, exitCode } = conclude(matrix, options.only.length === 0 && options.shard.of === 1);
    out.write(text);
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify(matrix, undefined, 2)}\n`);
    return exitCode;
  } finally {
    progress.close();
  }
}
