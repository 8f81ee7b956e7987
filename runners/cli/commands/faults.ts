import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import { labelled } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { EnvironmentError } from '../../clusters/provider.ts';
import { allFaults, type NamedFault } from '../../reference-mesh/faults/index.ts';
import { createAsker } from '../ask-with-faults.ts';
import type { CliContext } from '../context.ts';
import { buildKillMatrix, describeKill, renderMatrix, unkilled, type KillMatrix } from '../kill-matrix.ts';
import {
  addClusterOptions,
  addEffortOptions,
  referenceMesh,
  type ClusterOptions,
  type EffortOptions,
} from '../options.ts';
import { loadQuestions } from '../planning.ts';
import { createProgress, type Progress } from '../progress/progress.ts';
import { chooseProvider } from '../providers.ts';
import { checkFaults } from '../reference-faults.ts';
import { nameRun } from '../results.ts';
import { createScratch } from '../scratch.ts';
import { openSession } from '../session.ts';

type FaultsOptions = ClusterOptions &
  EffortOptions & {
    readonly list: boolean;
    readonly only: readonly string[];
    readonly newest: boolean;
    readonly shard: Shard;
    readonly json?: string;
  };

/** Which part of the faults, from 1, of how many. */
interface Shard {
  readonly part: number;
  readonly of: number;
}

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
    .option('--json <file>', 'also write what was killed as JSON')
    .action(async (options: FaultsOptions) => end(await run(options, context)));
}

/** @returns the exit code: 1 when a fault survives, 4 when the truthful mesh does not pass */
async function run(options: FaultsOptions, context: CliContext): Promise<number> {
  const { out } = context;
  const profile = await loadMesh(referenceMesh);
  checkFaults(options.only, profile);
  const chosen = allFaults
    .filter(({ name }) => options.only.length === 0 || options.only.includes(name))
    .filter((_, index) => index % options.shard.of === options.shard.part - 1);
  if (options.list) {
    out.write(listFaults(chosen, Math.min(120, Math.max(80, out.columns))));
    return exitCodes.conformant;
  }
  const judged = [...new Set(loadQuestions().scenarios.map(({ requirement }) => requirement))];
  const progress = createProgress(context);
  try {
    const matrix = await measure(chosen, judged, { options, context, profile, progress });
    progress.close();
    const whole = options.only.length === 0 && options.shard.of === 1;
    out.write(renderMatrix(matrix, whole ? unkilled(judged, matrix.kills) : []));
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify(matrix, undefined, 2)}\n`);
    if (matrix.baseline.length > 0) return exitCodes.inconclusive;
    return matrix.kills.every(({ killed }) => killed) ? exitCodes.conformant : exitCodes['not-conformant'];
  } finally {
    progress.close();
  }
}

interface Surroundings {
  readonly options: FaultsOptions;
  readonly context: CliContext;
  readonly profile: MeshProfile;
  readonly progress: Progress;
}

/** @throws EnvironmentError also when something could not be cleaned up */
async function measure(
  chosen: readonly NamedFault[],
  judged: readonly string[],
  { options, context, profile, progress }: Surroundings,
): Promise<KillMatrix> {
  const runId = nameRun(context.now(), context.randomNumber());
  const scratch = await createScratch();
  try {
    const session = await openSession({
      provider: chooseProvider(options, context),
      profile,
      install: true,
      keep: options.keep,
      runId,
      signal: context.signal,
      progress: (step) => progress.step(step),
    });
    const matrix = await buildKillMatrix({
      faults: chosen,
      judged,
      ask: createAsker({
        session,
        questions: loadQuestions(),
        effort: options,
        context,
        progress,
        runId,
        cacheDir: scratch.path,
        newestOnly: options.newest,
      }),
      onKills: (kills) => {
        for (const kill of kills) progress.log(describeKill(kill));
      },
    }).catch(async (error: unknown) => {
      await session.close();
      throw error;
    });
    const left = await session.close();
    if (left.length > 0) throw new EnvironmentError('CLEAN_UP', `Cleaning up failed: ${left.join('; ')}`);
    return matrix;
  } finally {
    await scratch.remove();
  }
}

/** `2/3` */
function shard(text: string): Shard {
  const [, part, of] = /^([0-9]{1,3})\/([0-9]{1,3})$/.exec(text) ?? [];
  const found = { part: Number(part), of: Number(of) };
  if (part === undefined || found.part < 1 || found.part > found.of) {
    throw new InvalidArgumentError('Wanted a part and how many there are, for instance 2/3.');
  }
  return found;
}

function listFaults(chosen: readonly NamedFault[], width: number): string {
  const lines = chosen.flatMap(({ name, lies, breaks }) => [
    name,
    ...labelled('lies', lies, { indent: '  ', labelWidth: 8, width }),
    ...labelled('breaks', breaks.join(', '), { indent: '  ', labelWidth: 8, width }),
  ]);
  return `${lines.join('\n')}\n\n${chosen.length} faults\n`;
}
