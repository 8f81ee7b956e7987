import type { Command } from 'commander';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { choices, type Choice } from '../../reference-mesh/choices/index.ts';
import { unseenReadings } from '../../reference-mesh/choices/unseen.ts';
import type { CliContext } from '../context.ts';
import { buildChoiceMatrix, neverSeen, renderChoices } from '../matrix/choice-matrix.ts';
import { addMatrixOptions, runMatrix, type MatrixOptions } from '../matrix/matrix-command.ts';
import { loadQuestions } from '../planning/planning.ts';
import { checkChoices } from '../session/reference-faults.ts';

export function addChoicesCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  const command = program
    .command('choices')
    .description(
      'prove that observations tell meshes apart: have the reference mesh decide open points otherwise, and look whether that is what is seen',
    );
  addMatrixOptions(command, 'choices')
    .option('--json <file>', 'also write what was seen as JSON')
    .action(async (options: MatrixOptions) => end(await run(options, context)));
}

/** @returns the exit code: 1 when a choice does not show, a reading is never seen, or a verdict turns red */
async function run(options: MatrixOptions, context: CliContext): Promise<number> {
  return await runMatrix(
    {
      all: choices,
      check: checkChoices,
      list: listChoices,
      build: (chosen, { ask, log }) =>
        buildChoiceMatrix({
          choices: chosen,
          usual: options.shard.part === 1,
          catalogue: loadQuestions().catalogue,
          unseen: unseenReadings,
          ask,
          onChoice: log,
        }),
      conclude: (matrix, whole) => {
        const missing = whole && neverSeen(matrix).length > 0;
        const seen = matrix.troubles.length === 0 && !missing;
        return {
          text: renderChoices(matrix, whole ? 'all' : 'some'),
          exitCode: seen ? exitCodes.conformant : exitCodes['not-conformant'],
        };
      },
    },
    options,
    context,
  );
}

function listChoices(chosen: readonly Choice[], width: number): string {
  const lines = chosen.flatMap(({ name, chooses, shows }) => [
    name,
    ...labelled('chooses', chooses, { indent: '  ', labelWidth: 9, width }),
    ...Object.entries(shows).flatMap(([requirement, reading]) =>
      labelled('shows', `${requirement}: ${reading}`, { indent: '  ', labelWidth: 9, width }),
    ),
  ]);
  return `${lines.join('\n')}\n\n${chosen.length} choices\n`;
}
