import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { removeOurs } from '../../../fixtures/testbed/clean.ts';
import type { ScenarioResult } from '../../../reports/model.ts';
import { labelled, table } from '../../../reports/summary/layout.ts';
import { exitCodes } from '../../../reports/verdict.ts';
import { EnvironmentError } from '../../clusters/provider.ts';
import { faults, type Fault } from '../../reference-mesh/faults/index.ts';
import { conduct } from '../conduct.ts';
import type { CliContext } from '../context.ts';
import { buildKillMatrix, unkilled, type Kill, type KillMatrix } from '../kill-matrix.ts';
import {
  addClusterOptions,
  addEffortOptions,
  referenceMesh,
  type ClusterOptions,
  type EffortOptions,
} from '../options.ts';
import { loadQuestions, planRun, type Questions } from '../planning.ts';
import { createProgress, type Progress } from '../progress/progress.ts';
import { chooseProvider } from '../providers.ts';
import { checkFaults, setFaults } from '../reference-faults.ts';
import { nameRun } from '../results.ts';
import { openSession, type Session } from '../session.ts';

type FaultsOptions = ClusterOptions &
  EffortOptions & { readonly list: boolean; readonly only: readonly string[] };

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
    .action(async (options: FaultsOptions) => end(await run(options, context)));
}

/** @returns the exit code: 1 when a fault survives */
async function run(options: FaultsOptions, context: CliContext): Promise<number> {
  const profile = await loadMesh(referenceMesh);
  checkFaults(options.only, profile);
  const chosen = faults.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  if (options.list) {
    context.out.write(listFaults(chosen, context.out.columns));
    return exitCodes.conformant;
  }
  const questions = loadQuestions();
  const judged = [...new Set(questions.scenarios.map(({ requirement }) => requirement))];
  const progress = createProgress(context);
  const cacheDir = await mkdtemp(join(tmpdir(), 'smi-conformance-'));
  const runId = nameRun(context.now(), context.randomNumber());
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
    let matrix: KillMatrix;
    try {
      const asker = createAsker({ session, questions, options, context, progress, runId, cacheDir });
      matrix = await buildKillMatrix({
        faults: chosen,
        judged,
        ask: asker,
        onKills: (kills) => {
          for (const kill of kills) progress.log(describeKill(kill));
        },
      });
    } finally {
      for (const trouble of await session.close()) progress.log(`trouble  clean-up: ${trouble}`);
    }
    progress.close();
    context.out.write(renderMatrix(matrix, options.only.length === 0 ? unkilled(judged, matrix.kills) : []));
    if (matrix.baseline.length > 0) return exitCodes.inconclusive;
    return matrix.kills.every(({ killed }) => killed) ? exitCodes.conformant : exitCodes['not-conformant'];
  } finally {
    progress.close();
    await rm(cacheDir, { recursive: true, force: true });
  }
}

interface AskerParts {
  readonly session: Session;
  readonly questions: Questions;
  readonly options: EffortOptions;
  readonly context: CliContext;
  readonly progress: Progress;
  readonly runId: string;
  readonly cacheDir: string;
}

/** Each asking has testbeds of its own, under a name of its own, which go before the next. */
function createAsker({ session, questions, options, context, progress, runId, cacheDir }: AskerParts) {
  const { signal, now } = context;
  let round = 0;
  return async (
    names: readonly string[],
    requirements: readonly string[],
  ): Promise<readonly ScenarioResult[]> => {
    signal.throwIfAborted();
    round += 1;
    const roundId = `${runId}-${round}`;
    progress.step(names.length === 0 ? 'the truthful mesh' : `fault ${names.join(', ')}`);
    await setFaults(session.client, names, signal);
    const results: ScenarioResult[] = [];
    const { environmentFailure } = await conduct({
      session,
      planned: planRun(questions, session, { only: requirements, skip: [] }).filter(({ requirement }) =>
        requirements.includes(requirement.id),
      ),
      effort: options,
      runId: roundId,
      token: randomBytes(16).toString('hex'),
      repeat: (id) => `smi-conformance run ${names.map((name) => `--fault ${name} `).join('')}--only ${id}`,
      onEvent: (event) => {
        if (event.event === 'scenario-finished') results.push(event.result);
      },
      onLog: (text) => progress.log(text),
      now,
      signal,
      cacheDir,
    });
    signal.throwIfAborted();
    if (environmentFailure !== undefined) {
      throw new EnvironmentError(environmentFailure.code ?? 'ENVIRONMENT', environmentFailure.message);
    }
    await removeOurs(session.client, { runId: roundId, signal, timeoutMs: 120_000 });
    return results;
  };
}

function describeKill({ fault, requirement, killed, killedIn, otherwise }: Kill): string {
  return killed
    ? `killed    ${fault}: ${requirement} fails in ${killedIn.join(', ')}`
    : `SURVIVES  ${fault}: ${requirement}: ${otherwise.join('; ')}`;
}

function listFaults(chosen: readonly Fault[], columns: number): string {
  const width = Math.min(120, Math.max(80, columns));
  const lines = chosen.flatMap(({ name, lies, breaks }) => [
    name,
    ...labelled('lies', lies, { indent: '  ', labelWidth: 8, width }),
    ...labelled('breaks', breaks.join(', '), { indent: '  ', labelWidth: 8, width }),
  ]);
  return `${lines.join('\n')}\n\n${chosen.length} faults\n`;
}

function renderMatrix({ baseline, kills }: KillMatrix, never: readonly string[]): string {
  if (baseline.length > 0) {
    return `The truthful reference mesh does not pass, so a red verdict proves nothing:\n${baseline.join('\n')}\n`;
  }
  const rows = kills.map(({ fault, requirement, killed, killedIn, otherwise }) =>
    [
      killed ? 'killed' : 'SURVIVES',
      fault,
      requirement,
      killed ? killedIn.join(', ') : otherwise.join('; '),
    ].map((text) => ({
      text,
    })),
  );
  const survivors = kills.filter(({ killed }) => !killed).length;
  return [
    ...table(rows, ''),
    '',
    `${kills.length - survivors} of ${kills.length} pairs of fault and requirement killed.`,
    ...(never.length === 0 ? [] : [`No fault turns red: ${never.join(', ')}`]),
    '',
  ].join('\n');
}
