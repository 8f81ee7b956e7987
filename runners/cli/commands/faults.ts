import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { disorders } from '../../reference-mesh/disorders/index.ts';
import { allFaults, type NamedFault } from '../../reference-mesh/faults/index.ts';
import type { CliContext } from '../context.ts';
import { buildKillMatrix, describeBystander, describeKill, renderMatrix, unkilled } from '../kill-matrix.ts';
import {
  addClusterOptions,
  addEffortOptions,
  referenceMesh,
  whole,
  type ClusterOptions,
  type EffortOptions,
} from '../options.ts';
import { loadQuestions } from '../planning.ts';
import { createProgress } from '../progress/progress.ts';
import { ofShard, shard, type Shard } from '../shard.ts';
import { checkFaults } from '../reference-faults.ts';
import { withReferenceMesh } from '../reference-session.ts';

type FaultsOptions = ClusterOptions &
  EffortOptions & {
    readonly list: boolean;
    readonly only: readonly string[];
    readonly newest: boolean;
    readonly others: number;
    readonly shard: Shard;
    readonly json?: string;
  };

export function addFaultsCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  const command = program
    .command('faults')
    .description(
      'prove that the scenarios can fail: turn on each fault of the reference mesh and ask what it breaks',
    );
  addClusterOptions(command, 'embedded');
  addEffortOptions(command)
    .option('--list', 'only list the faults', false)
    .option('--only <name...>', 'only these faults', [])
    .option('--newest', 'ask each requirement in its newest version only', false)
    .option('--shard <part/of>', 'only this part of the faults, for several processes side by side', shard, {
      part: 1,
      of: 1,
    })
    .option(
      '--others <number>',
      'with each fault also ask so many requirements that it has nothing to do with: they must stay green',
      whole(0, 1000),
      2,
    )
    .option('--json <file>', 'also write what was killed as JSON')
    .action(async (options: FaultsOptions) => end(await run(options, context)));
}

/** @returns the exit code: 1 when a fault survives or hits what it spares, 4 when the truthful mesh does not pass */
async function run(options: FaultsOptions, context: CliContext): Promise<number> {
  const { out } = context;
  const profile = await loadMesh(referenceMesh);
  checkFaults(options.only, profile);
  const chosen = allFaults
    .filter(({ name }) => options.only.length === 0 || options.only.includes(name))
    .filter(ofShard(options.shard));
  if (options.list) {
    out.write(listFaults(chosen, Math.min(120, Math.max(80, out.columns))));
    return exitCodes.conformant;
  }
  const judged = [...new Set(loadQuestions().scenarios.map(({ requirement }) => requirement))];
  const progress = createProgress(context);
  try {
    const matrix = await withReferenceMesh({ options, context, profile, progress }, (ask) =>
      buildKillMatrix({
        faults: chosen,
        judged,
        ask,
        others: options.others,
        onKills: (kills, bystanders) => {
          for (const kill of kills) progress.log(describeKill(kill));
          for (const bystander of bystanders) progress.log(describeBystander(bystander));
        },
      }),
    );
    progress.close();
    const whole = options.only.length === 0 && options.shard.of === 1;
    out.write(renderMatrix(matrix, whole ? unkilled(judged, matrix.kills) : []));
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify(matrix, undefined, 2)}\n`);
    if (matrix.baseline.length > 0) return exitCodes.inconclusive;
    const proven = matrix.kills.every(({ killed }) => killed) && matrix.bystanders.length === 0;
    return proven ? exitCodes.conformant : exitCodes['not-conformant'];
  } finally {
    progress.close();
  }
}

function listFaults(chosen: readonly NamedFault[], width: number): string {
  const lines = chosen.flatMap(({ name, lies, breaks }) => [
    name,
    ...labelled('lies', lies, { indent: '  ', labelWidth: 8, width }),
    ...labelled('breaks', breaks.join(', '), { indent: '  ', labelWidth: 8, width }),
  ]);
  const ill = disorders.flatMap(({ name, does }) => [
    name,
    ...labelled('does', does, { indent: '  ', labelWidth: 8, width }),
  ]);
  return [
    ...lines,
    '',
    `${chosen.length} faults`,
    '',
    'For run --fault alone, since no requirement speaks of them: from the first split or grant on',
    ...ill,
    '',
  ].join('\n');
}
