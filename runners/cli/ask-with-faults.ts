import { randomBytes } from 'node:crypto';
import { removeOurs } from '../../fixtures/testbed/clean.ts';
import type { ScenarioResult } from '../../reports/model.ts';
import { EnvironmentError } from '../clusters/provider.ts';
import { conduct } from './conduct.ts';
import type { CliContext } from './context.ts';
import type { KillMatrixSteps } from './kill-matrix.ts';
import type { PlannedScenario } from '../../suites/scenario/types.ts';
import type { EffortOptions } from './options.ts';
import { planRun, type Questions } from './planning.ts';
import type { Progress } from './progress/progress.ts';
import { withFaults } from './reference-faults.ts';
import type { Session } from './session.ts';

export interface AskerParts {
  readonly session: Session;
  readonly questions: Questions;
  readonly effort: EffortOptions;
  readonly context: Pick<CliContext, 'signal' | 'now'>;
  readonly progress: Pick<Progress, 'step' | 'log'>;
  readonly runId: string;
  readonly cacheDir: string;
  /** Ask each requirement in its newest version only. */
  readonly newestOnly: boolean;
}

/**
 * A mesh that lies is waited for until its time to converge is over, in nearly every scenario. The reference mesh takes
 * some 50 ms; this is enough for a busy machine, and a third of what the profile allows.
 */
const convergedWithinMs = 3000;
const removedWithinMs = 120_000;

/**
 * Asks the reference mesh with faults turned on. Each asking has testbeds of its own, under a name of its own, which are
 * gone before the next.
 */
export function createAsker(parts: AskerParts): KillMatrixSteps['ask'] {
  const { questions, effort, context, progress, cacheDir } = parts;
  const { signal, now } = context;
  const usual = hurried(parts.session);
  let round = 0;
  const planned = (requirements: readonly string[], session: Session): readonly PlannedScenario[] => {
    const all = planRun(questions, session, { only: requirements, skip: [] }).filter(({ requirement }) =>
      requirements.includes(requirement.id),
    );
    return parts.newestOnly ? newestOf(all) : all;
  };
  return async (names, requirements) => {
    signal.throwIfAborted();
    round += 1;
    const runId = `${parts.runId}-${round}`;
    progress.step(
      names.length === 0 ? 'asking the truthful mesh' : `asking with the fault ${names.join(', ')}`,
    );
    const session = await withFaults(usual, names, signal);
    const results: ScenarioResult[] = [];
    const { environmentFailure } = await conduct({
      session,
      planned: planned(requirements, session),
      effort,
      runId,
      token: randomBytes(16).toString('hex'),
      repeat: (id) =>
        ['smi-conformance run', ...names.map((name) => `--fault ${name}`), `--only ${id}`].join(' '),
      onEvent: (event) => {
        if (event.event === 'scenario-finished') results.push(event.result);
        if (event.event === 'run-trouble') progress.log(`trouble  ${event.where}: ${event.message}`);
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
    const { troubles } = await removeOurs(session.client, { runId, signal, timeoutMs: removedWithinMs });
    if (troubles.length > 0) throw new EnvironmentError('CLEAN_UP', troubles.join('; '));
    return results;
  };
}

/** Of each requirement the newest version that is asked at all. */
function newestOf(planned: readonly PlannedScenario[]): readonly PlannedScenario[] {
  const newest = new Map<string, PlannedScenario>();
  for (const one of planned) {
    const { requirement, version, decision } = one;
    const before = newest.get(`${requirement.id} of ${requirement.versionOf}`);
    if (decision.do === 'run' && (before === undefined || before.version < version))
      newest.set(`${requirement.id} of ${requirement.versionOf}`, one);
  }
  return [...newest.values()];
}

function hurried(session: Session): Session {
  const { convergence } = session.profile;
  const maxMs = Math.min(convergence.maxMs, convergedWithinMs);
  return { ...session, profile: { ...session.profile, convergence: { ...convergence, maxMs } } };
}
