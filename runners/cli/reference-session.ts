import type { MeshProfile } from '../../fixtures/meshes/profile.ts';
import { EnvironmentError } from '../clusters/provider.ts';
import { createAsker } from './ask-with-faults.ts';
import type { CliContext } from './context.ts';
import type { KillMatrixSteps } from './kill-matrix.ts';
import type { ClusterOptions, EffortOptions } from './options.ts';
import { loadQuestions } from './planning.ts';
import type { Progress } from './progress/progress.ts';
import { chooseProvider } from './providers.ts';
import { nameRun } from './results.ts';
import { createScratch } from './scratch.ts';
import { openSession } from './session.ts';

export interface ReferenceSessionParts {
  readonly options: ClusterOptions & EffortOptions & { readonly newest: boolean };
  readonly context: CliContext;
  readonly profile: MeshProfile;
  readonly progress: Progress;
}

/**
 * Installs the reference mesh, lets somebody ask it under one bent behaviour after the other, and takes it away again.
 * @throws EnvironmentError also when something could not be cleaned up
 */
export async function withReferenceMesh<T>(
  { options, context, profile, progress }: ReferenceSessionParts,
  use: (ask: KillMatrixSteps['ask']) => Promise<T>,
): Promise<T> {
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
    const result = await use(
      createAsker({
        session,
        questions: loadQuestions(),
        effort: options,
        context,
        progress,
        runId,
        cacheDir: scratch.path,
        newestOnly: options.newest,
      }),
    ).catch(async (error: unknown) => {
      await session.close();
      throw error;
    });
    const left = await session.close();
    if (left.length > 0) throw new EnvironmentError('CLEAN_UP', `Cleaning up failed: ${left.join('; ')}`);
    return result;
  } finally {
    await scratch.remove();
  }
}
