import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import type { RunDescription } from '../../../reports/model.ts';
import { renderSummary } from '../../../reports/summary/render.ts';
import { verdictOf } from '../../../reports/verdict.ts';
import { conduct } from '../running/conduct.ts';
import type { CliContext } from '../context.ts';
import {
  addClusterOptions,
  addEffortOptions,
  addMeshOptions,
  addSelectionOptions,
  type ClusterOptions,
  type EffortOptions,
  type MeshOptions,
  type SelectionOptions,
  testbedsOn,
} from '../options.ts';
import { performRun, runFiles, type RunFiles } from '../running/perform-run.ts';
import {
  asksAloneAndTogether,
  checkDeviations,
  checkSelection,
  loadQuestions,
  planRun,
} from '../planning/planning.ts';
import { createProgress } from '../progress/progress.ts';
import { chooseProvider } from '../session/providers.ts';
import { checkChoices, checkFaults, withFaults } from '../session/reference-faults.ts';
import { repeatCommand } from '../running/repeat.ts';
import { nameRun, prepareFolders, removeEmptyFolders } from '../running/results.ts';
import { createScratch } from '../running/scratch.ts';
import { openSessions } from '../session/apart.ts';
import type { Session } from '../session/session.ts';
import { suiteVersion } from '../version.ts';

type RunOptions = ClusterOptions &
  MeshOptions &
  SelectionOptions &
  Omit<EffortOptions, 'testbeds'> &
  Partial<RunFiles> & { readonly testbeds?: number; readonly out: string };

export function addRunCommand(
  program: Command,
  context: CliContext,
  words: readonly string[],
  end: (code: number) => void,
): void {
  const command = program
    .command('run')
    .description('grade a mesh: ask it everything, write reports, say the verdict');
  addClusterOptions(command, 'embedded');
  addMeshOptions(command);
  addSelectionOptions(command);
  addEffortOptions(command)
    .option('--out <folder>', 'folder in which each run has one of its own', 'results')
    .option('--junit <file>', 'JUnit report (default: junit.xml in the folder of the run)')
    .option('--json <file>', 'JSON report (default: report.json there)')
    .option('--journal <file>', 'journal, a JSON line for each event (default: journal.ndjson there)')
    .action(async (options: RunOptions) => end(await run(options, context, words)));
}

/** @returns the exit code */
async function run(options: RunOptions, context: CliContext, words: readonly string[]): Promise<number> {
  const { signal, now, cwd } = context;
  const startedAt = now();
  const profile = await loadMesh(options.mesh);
  const questions = loadQuestions();
  checkSelection(options, questions);
  checkDeviations(profile, questions);
  checkFaults(options.fault, profile);
  checkChoices(options.choice, profile);

  const runId = nameRun(startedAt, context.randomNumber());
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : resolve(cwd, file);
  const { junit, json, journal } = options;
  const asked = Object.fromEntries(
    Object.entries({ junit, json, journal }).flatMap(([key, file]) =>
      file === undefined ? [] : [[key, absolute(file)]],
    ),
  );
  const files = runFiles(resolve(cwd, options.out, runId), asked);

  await prepareFolders(Object.values(files));

  const progress = createProgress(context);
  const scratch = await createScratch();
  try {
    const sessions = await openSessions(
      {
        provider: chooseProvider(options, context),
        profile,
        install: options.install,
        keep: options.keep,
        runId,
        signal,
        progress: (step) => progress.step(step),
      },
      asksAloneAndTogether(options, questions),
    );
    const { session, apart } = sessions;
    const { run: performed, written } = await performRun({
      description: describeRun(session, {
        runId,
        startedAt,
        words,
        seed: options.seed,
        node: context.nodeVersion,
      }),
      files,
      ask: async (onEvent) => {
        const names = [...options.choice, ...options.fault];
        const bent = async (one: Session): Promise<Session> =>
          names.length === 0 ? one : await withFaults(one, names, signal);
        const asked = await bent(session);
        const askedApart = apart === undefined ? undefined : await bent(apart);
        progress.step('building testbeds');
        return conduct({
          session: asked,
          apart: askedApart,
          planned: planRun(questions, asked, options),
          effort: { ...options, testbeds: options.testbeds ?? testbedsOn(options.cluster) },
          runId,
          token: randomBytes(16).toString('hex'),
          repeat: (id) => repeatCommand(words, id),
          onEvent,
          onLog: (text) => progress.log(text),
          now,
          signal,
          cacheDir: scratch.path,
        });
      },
      cleanUp: () => sessions.close(),
      onEvent: (event) => progress.event(event),
      now,
    });
    progress.close();
    context.out.write(renderSummary(performed, { width: context.out.columns, color: context.out.color }));
    context.out.write(`\n${written.map((file) => ` ${relative(cwd, file) || file}`).join('\n')}\n`);
    return verdictOf(performed).exitCode;
  } finally {
    progress.close();
    await scratch.remove();
    await removeEmptyFolders(Object.values(files));
  }
}

function describeRun(
  { provider, cluster, profile, discovery }: Session,
  run: {
    readonly runId: string;
    readonly startedAt: Date;
    readonly words: readonly string[];
    readonly seed: number;
    readonly node: string;
  },
): RunDescription {
  const shapes = [...new Set(Object.values(discovery.headers))];
  return {
    runId: run.runId,
    suite: { name: 'smi-conformance', version: suiteVersion() },
    startedAt: run.startedAt.toISOString(),
    mesh: { name: profile.name, title: profile.title },
    cluster: { provider, title: cluster.title, facts: cluster.facts },
    served: discovery.versions,
    headerShape: shapes.length === 0 ? 'unknown' : shapes.join(', '),
    command: run.words,
    seed: run.seed,
    node: run.node,
  };
}
