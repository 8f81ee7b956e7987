import type { JournalEvent } from '../../../reports/model.ts';
import { servers } from '../../../fixtures/testbed/workloads.ts';
import type { PlannedScenario } from '../../../suites/scenario/types.ts';
import { runPlan, type EngineResult } from '../../engine/run-plan.ts';
import { smiSuite, type SmiSuiteInput } from '../../engine/smi-suite.ts';
import type { EffortOptions } from '../options.ts';
import { askingOrder, identityOf } from '../planning/planning.ts';
import type { Session } from '../session/session.ts';
import { environmentOptions, sideBySide } from '../session/testbeds.ts';

export interface ConductRequest {
  readonly session: Pick<Session, 'cluster' | 'profile' | 'discovery'>;
  readonly planned: readonly PlannedScenario[];
  readonly effort: EffortOptions;
  readonly runId: string;
  /** Known to the run's agents alone. */
  readonly token: string;
  readonly repeat: (id: string) => string;
  readonly onEvent: (event: JournalEvent) => void;
  readonly onLog: (text: string) => void;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** A folder that may be written to and thrown away. */
  readonly cacheDir: string;
}

const minute = 60_000;

/** Asks a mesh what is planned, in an environment made for it. */
export async function conduct(request: ConductRequest): Promise<EngineResult> {
  const { session, planned, effort, runId, token, now } = request;
  // A mesh that one bad object brings to a halt must be asked one question at a time, or innocent ones suffer for it.
  const { concurrency = Infinity } = session.profile;
  const asked = planned.filter(({ decision }) => decision.do === 'run').length;
  const atOnce = Math.min(concurrency, Math.max(asked, 1));
  const testbeds = Math.min(effort.testbeds, Math.ceil(atOnce / servers.length));
  const environment = environmentOptions(session, { ...effort, testbeds }, { runId, token });
  return runPlan({
    ...request,
    suite: { module: smiSuite, input: { environment } satisfies SmiSuiteInput },
    planned: planned.map((one) => ({
      identity: identityOf(one),
      decision: one.decision,
    })),
    order: askingOrder(planned, effort.seed).map(({ id }) => id),
    deviations: session.profile.knownDeviations,
    now: () => now().toISOString(),
    concurrency: Math.min(concurrency, sideBySide(testbeds)),
    scenarioTimeoutMs: 30 * minute,
    hookTimeoutMs: 10 * minute,
    abortGraceMs: minute / 2,
  });
}
