import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { choices, type Choice } from '../../reference-mesh/choices/index.ts';
import { unseenReadings } from '../../reference-mesh/choices/unseen.ts';
import { buildChoiceMatrix, neverSeen, renderChoices } from '../choice-matrix.ts';
import type { CliContext } from '../context.ts';
import {
  addClusterOptions,
  addEffortOptions,
  referenceMesh,
  type ClusterOptions,
  type EffortOptions,
} from '../options.ts';
import { loadQuestions } from '../planning.ts';
import { createProgress } from '../progress/progress.ts';
import { checkChoices } from '../reference-faults.ts';
import { withReferenceMesh } from '../reference-session.ts';
import { ofShard, shard, type Shard } from '../shard.ts';

type ChoicesOptions = ClusterOptions &
  EffortOptions & {
    readonly list: boolean;
    readonly only: readonly string[];
    readonly newest: boolean;
    readonly shard: Shard;
    readonly json?: string;
  };

export function addChoicesCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  const command = program
    .command('choices')
    .description(
      'prove that observations tell meshes apart: have the reference mesh decide open points otherwise, and look whether that is what is seen',
    );
  addClusterOptions(command, 'embedded');
  addEffortOptions(command)
    .option('--list', 'only list the choices', false)
    .option('--only <name...>', 'only these choices', [])
    .option('--newest', 'ask each requirement in its newest version only', false)
    .option('--shard <part/of>', 'only this part of the choices, for several processes side by side', shard, {
      part: 1,
      of: 1,
    })
    .option('--json <file>', 'also write what was seen as JSON')
    .action(async (options: ChoicesOptions) => end(await run(options, context)));
}

/** @returns the exit code: 1 when a choice does not show, a reading is never seen, or a verdict turns red */
async function run(options: ChoicesOptions, context: CliContext): Promise<number> {
  const { out } = context;
  const profile = await loadMesh(referenceMesh);
  checkChoices(options.only, profile);
  const chosen = choices
    .filter(({ name }) => options.only.length === 0 || options.only.includes(name))
    .filter(ofShard(options.shard));
  if (options.list) {
    out.write(listChoices(chosen, Math.min(120, Math.max(80, out.columns))));
    return exitCodes.conformant;
  }
  const progress = createProgress(context);
  try {
    const matrix = await withReferenceMesh({ options, context, profile, progress }, (ask) =>
      buildChoiceMatrix({
        choices: chosen,
        usual: options.shard.part === 1,
        catalogue: loadQuestions().catalogue,
        unseen: unseenReadings,
        ask,
        onChoice: (line) => progress.log(line),
      }),
    );
    progress.close();
    const whole = options.only.length === 0 && options.shard.of === 1;
    out.write(renderChoices(matrix, whole ? 'all' : 'some'));
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify(matrix, undefined, 2)}\n`);
    const missing = whole && neverSeen(matrix).length > 0;
    return matrix.troubles.length === 0 && !missing ? exitCodes.conformant : exitCodes['not-conformant'];
  } finally {
    progress.close();
  }
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
