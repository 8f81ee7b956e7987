import type { Command } from 'commander';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { disorders } from '../../reference-mesh/disorders/index.ts';
import { allFaults, type NamedFault } from '../../reference-mesh/faults/index.ts';
import type { CliContext } from '../context.ts';
import {
  buildKillMatrix,
  describeBystander,
  describeKill,
  renderMatrix,
  unkilled,
} from '../matrix/kill-matrix.ts';
import { addMatrixOptions, runMatrix, type MatrixOptions } from '../matrix/matrix-command.ts';
import { whole } from '../options.ts';
import { loadQuestions } from '../planning/planning.ts';
import { checkFaults } from '../session/reference-faults.ts';

type FaultsOptions = MatrixOptions & { readonly others: number };

export function addFaultsCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  const command = program
    .command('faults')
    .description(
      'prove that the scenarios can fail: turn on each fault of the reference mesh and ask what it breaks',
    );
  addMatrixOptions(command, 'faults')
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
  const judged = [...new Set(loadQuestions().scenarios.map(({ requirement }) => requirement))];
  return await runMatrix(
    {
      all: allFaults,
      check: checkFaults,
      list: listFaults,
      build: (chosen, { ask, log }) =>
        buildKillMatrix({
          faults: chosen,
          judged,
          ask,
          others: options.others,
          onKills: (kills, bystanders) => {
            for (const kill of kills) log(describeKill(kill));
            for (const bystander of bystanders) log(describeBystander(bystander));
          },
        }),
      conclude: (matrix, whole) => {
        const proven = matrix.kills.every(({ killed }) => killed) && matrix.bystanders.length === 0;
        const judgement = proven ? exitCodes.conformant : exitCodes['not-conformant'];
        return {
          text: renderMatrix(matrix, whole ? unkilled(judged, matrix.kills) : []),
          exitCode: matrix.baseline.length > 0 ? exitCodes.inconclusive : judgement,
        };
      },
    },
    options,
    context,
  );
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
