import type { Command } from 'commander';
import { loadMesh } from '../../../fixtures/meshes/load.ts';
import { table } from '../../../reports/summary/layout.ts';
import type { CliContext } from '../context.ts';
import {
  addClusterOptions,
  addMeshOptions,
  addSelectionOptions,
  type ClusterOptions,
  type MeshOptions,
  type SelectionOptions,
} from '../options.ts';
import { checkSelection, loadQuestions, planRun } from '../planning/planning.ts';
import { createProgress } from '../progress/progress.ts';
import { chooseProvider } from '../session/providers.ts';
import { nameRun } from '../running/results.ts';
import { openSession } from '../session/session.ts';
import { EnvironmentError } from '../../clusters/provider.ts';

type PlanOptions = ClusterOptions & MeshOptions & SelectionOptions & { readonly json: boolean };

export function addPlanCommand(program: Command, context: CliContext): void {
  const command = program
    .command('plan')
    .description(
      'say what a run would ask of this mesh on this cluster and what it would leave out; asks nothing',
    );
  addClusterOptions(command, 'embedded');
  addMeshOptions(command);
  addSelectionOptions(command)
    .option('--json', 'as JSON', false)
    .action((options: PlanOptions) => plan(options, context));
}

async function plan(options: PlanOptions, context: CliContext): Promise<void> {
  const { out, signal, now } = context;
  const profile = await loadMesh(options.mesh);
  const questions = loadQuestions();
  checkSelection(options, questions);
  const progress = createProgress(context);
  try {
    const session = await openSession({
      provider: chooseProvider(options, context),
      profile,
      install: options.install,
      keep: options.keep,
      runId: nameRun(now(), context.randomNumber()),
      signal,
      progress: (step) => progress.step(step),
    });
    const rows = planRun(questions, session, options).map(({ id, requirement, decision }) => ({
      id,
      level: requirement.level,
      decision: decision.do === 'run' ? 'run' : decision.outcome,
      reason: decision.do === 'run' ? '' : decision.reason,
    }));
    const left = await session.close();
    progress.close();
    const lines = table(
      rows.map(({ id, level, decision, reason }) => [id, level, decision, reason].map((text) => ({ text }))),
      '',
    );
    const asked = rows.filter(({ decision }) => decision === 'run').length;
    out.write(
      options.json
        ? `${JSON.stringify(rows, undefined, 2)}\n`
        : `${lines.join('\n')}\n\n${asked} of ${rows.length} scenarios would be asked.\n`,
    );
    if (left.length > 0) throw new EnvironmentError('CLEAN_UP', `Cleaning up failed: ${left.join('; ')}`);
  } finally {
    progress.close();
  }
}
