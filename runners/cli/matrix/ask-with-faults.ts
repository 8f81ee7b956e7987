import type { PlannedScenario } from '../../../suites/scenario/types.ts';
import { choices } from '../../reference-mesh/choices/index.ts';
import type { CliContext } from '../context.ts';
import type { Ask } from './ask.ts';
import type { EffortOptions } from '../options.ts';
import { planRun, type Questions } from '../planning/planning.ts';
import type { Progress } from '../progress/progress.ts';
import { withFaults } from '../session/reference-faults.ts';
import type { Session } from '../session/session.ts';
import { StandingEnvironment } from './standing-environment.ts';

export interface AskerParts {
  readonly session: Session;
  readonly questions: Questions;
  readonly effort: EffortOptions;
  readonly context: Pick<CliContext, 'signal'>;
  readonly progress: Pick<Progress, 'step'>;
  readonly runId: string;
  /** Ask each requirement in its newest version only. */
  readonly newestOnly: boolean;
}

/**
 * A mesh that lies is waited for until its time to converge is over, in nearly every scenario. The reference mesh takes
 * some 50 ms; this is enough for a busy machine, and a third of what the profile allows.
 */
const convergedWithinMs = 3000;

/** Asks the reference mesh with faults turned on, one behaviour after the other, on testbeds that stay. */
export interface Asker {
  readonly ask: Ask;
  /** @throws EnvironmentError when something could not be taken away */
  readonly close: () => Promise<void>;
}

export function createAsker(parts: AskerParts): Asker {
  const { questions, effort, context, progress, runId } = parts;
  const { signal } = context;
  const usual = hurried(parts.session);
  const environment = new StandingEnvironment({ client: usual.client, effort, runId, signal });
  const planned = (requirements: readonly string[], session: Session): readonly PlannedScenario[] => {
    const all = planRun(questions, session, { only: requirements, skip: [] }).filter(({ requirement }) =>
      requirements.includes(requirement.id),
    );
    return parts.newestOnly ? newestOf(all) : all;
  };
  let before: readonly string[] = [];
  return {
    ask: async (names, requirements) => {
      signal.throwIfAborted();
      progress.step(
        names.length === 0 ? 'asking the mesh as it usually is' : `asking with ${names.join(', ')}`,
      );
      const session = await withFaults(usual, names, signal, before);
      before = names;
      const results = await environment.ask(session, planned(requirements, session), (id) =>
        ['smi-conformance run', ...names.map(optionOf), `--only ${id}`].join(' '),
      );
      signal.throwIfAborted();
      return results;
    },
    close: () => environment.close(),
  };
}

/** How a run is told of a fault or of a choice. */
function optionOf(name: string): string {
  return `${choices.some((choice) => choice.name === name) ? '--choice' : '--fault'} ${name}`;
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
