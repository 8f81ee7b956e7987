import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import { EnvironmentError } from '../../clusters/provider.ts';
import { createAsker } from './ask-with-faults.ts';
import { messageOf } from '../../engine/report.ts';
import type { CliContext } from '../context.ts';
import type { Ask } from './ask.ts';
import type { ClusterOptions, EffortOptions } from '../options.ts';
import { loadQuestions } from '../planning/planning.ts';
import type { Progress } from '../progress/progress.ts';
import { chooseProvider } from '../session/providers.ts';
import { nameRun } from '../running/results.ts';
import { openSession } from '../session/session.ts';

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
  use: (ask: Ask) => Promise<T>,
): Promise<T> {
  const runId = nameRun(context.now(), context.randomNumber());
  const session = await openSession({
    provider: chooseProvider(options, context),
    profile,
    install: true,
    keep: options.keep,
    runId,
    signal: context.signal,
    progress: (step) => progress.step(step),
  });
  const asker = createAsker({
    session,
    questions: loadQuestions(),
    effort: options,
    context,
    progress,
    runId,
    newestOnly: options.newest,
  });
  const close = async (): Promise<readonly string[]> => {
    const troubles: string[] = [];
    await asker.close().catch((error: unknown) => troubles.push(messageOf(error)));
    return [...troubles, ...(await session.close())];
  };
  const result = await use(asker.ask).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const left = await close();
  if (left.length > 0) throw new EnvironmentError('CLEAN_UP', `Cleaning up failed: ${left.join('; ')}`);
  return result;
}
