import type { JournalEvent } from '../../../reports/model.ts';
import { servers } from '../../../fixtures/testbed/workloads.ts';
import type { EnvironmentOptions } from '../../../suites/scenario/environment.ts';
import type { PlannedScenario } from '../../../suites/scenario/types.ts';
import { runPlan, type EngineResult } from '../../engine/run-plan.ts';
import { smiSuite, type SmiSuiteInput } from '../../engine/smi-suite.ts';
import type { EffortOptions } from '../options.ts';
import { askingOrder, identityOf } from '../planning/planning.ts';
import type { Session } from '../session/session.ts';
import { environmentOptions, sideBySide } from '../session/testbeds.ts';

type Asked = Pick<Session, 'cluster' | 'profile' | 'discovery'>;

export interface ConductRequest {
  readonly session: Asked;
  /** The same mesh on a cluster of its own, for what is asked alone; undefined: that waits until all else is done. */
  readonly apart: Asked | undefined;
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
  const { session, apart, planned, effort, runId, token, now } = request;
  // A mesh that one bad object brings to a halt must be asked one question at a time, or innocent ones suffer for it.
  const { concurrency = Infinity } = session.profile;
  const asked = planned.filter(({ decision }) => decision.do === 'run');
  const alone = apart === undefined ? 0 : asked.filter(({ scenario }) => scenario.alone).length;
  const atOnce = Math.min(concurrency, Math.max(asked.length - alone, 1));
  const testbeds = Math.min(effort.testbeds, Math.ceil(atOnce / servers.length));
  const on = (mesh: Asked, count: number): EnvironmentOptions =>
    environmentOptions(mesh, { ...effort, testbeds: count }, { runId, token });
  const input: SmiSuiteInput = {
    environment: on(session, testbeds),
    apart: apart === undefined ? undefined : on(apart, 1),
  };
  return runPlan({
    ...request,
    suite: { module: smiSuite, input },
    planned: planned.map((one) => ({
      identity: identityOf(one),
      decision: one.decision,
    })),
    order: askingOrder(planned, effort.seed).map(({ id }) => id),
    deviations: session.profile.knownDeviations,
    now: () => now().toISOString(),
    // Those that are asked apart are all let in, to wait for each other there.
    concurrency: Math.min(concurrency, sideBySide(testbeds)) + alone,
    scenarioTimeoutMs: 30 * minute,
    hookTimeoutMs: 10 * minute,
    abortGraceMs: minute / 2,
  });
}
