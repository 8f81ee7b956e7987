import { afterAll, beforeAll, describe, inject, test, type TestContext } from 'vitest';
import type { AccessMode } from '../../fixtures/meshes/profile.ts';
import type { ScenarioReport } from '../../suites/scenario/types.ts';
import { openWorkerSide } from './channel.ts';
import type {} from './contract.ts';
import { messageOf, plainReport, troubleReport } from './report.ts';
import type { LoadSuite, OpenSuite } from './suite.ts';

/**
 * The one module that vitest runs: it registers each scenario that is to be asked as a test. The scenarios of an access
 * mode run side by side, the modes one after the other, because a mode belongs to the whole mesh. What disturbs the mesh comes
 * last, one by one, so that nobody else is disturbed by it.
 */

const { suite, ids, channel } = inject('smiEntry');
const { loadSuite } = (await import(/* @vite-ignore */ suite.module)) as { readonly loadSuite: LoadSuite };
const loaded = await loadSuite(suite.input);
const scenarios = new Map(loaded.scenarios.map((scenario) => [scenario.id, scenario]));
const caller = openWorkerSide(channel);

const interrupted = (): boolean => caller.signal.aborted;

let open: OpenSuite | undefined;
let obstacle: string | undefined;

// eslint-disable-next-line no-empty-pattern -- vitest reads the pattern to learn which fixtures a hook asks for
beforeAll(async ({}, { meta }) => {
  try {
    open = await loaded.open(caller.signal);
  } catch (error) {
    obstacle = messageOf(error);
    if (!interrupted()) meta.smiEnvironmentFailure = { ...nameAndCode(error), message: obstacle };
  }
});

// eslint-disable-next-line no-empty-pattern -- as above
afterAll(async ({}, { meta }) => {
  try {
    await open?.close();
  } catch (error) {
    meta.smiTroubles = [{ where: 'closing the environment', message: messageOf(error) }];
  } finally {
    caller.close();
  }
});

const modes: readonly AccessMode[] = ['permissive', 'strict'];
for (const alone of [false, true]) {
  for (const mode of modes) {
    const group = ids.filter((id) => {
      const scenario = scenarios.get(id);
      return scenario?.mode === mode && (scenario.alone ?? false) === alone;
    });
    const name = alone ? `${mode}, one by one` : mode;
    if (group.length > 0) describe(name, () => registerGroup(mode, group, alone ? test : test.concurrent));
  }
}

function registerGroup(mode: AccessMode, group: readonly string[], register: typeof test.concurrent): void {
  let modeObstacle: string | undefined;
  beforeAll(async () => {
    try {
      if (!interrupted()) await open?.enterMode(mode);
    } catch (error) {
      modeObstacle = `The mesh could not be brought into ${mode} access mode: ${messageOf(error)}`;
    }
  });
  for (const id of group) {
    register(id, { meta: { smiScenario: id } }, async (context) => {
      const report = await ask(id, obstacle ?? modeObstacle, context.signal);
      context.task.meta.smiReport = report;
      agree(report, context);
    });
  }
}

/** Asks one question; what comes after an interruption says nothing of the mesh. */
async function ask(id: string, hindrance: string | undefined, timeout: AbortSignal): Promise<ScenarioReport> {
  const startedAt = new Date().toISOString();
  const leftOut = (): ScenarioReport => troubleReport('skipped', 'The run was interrupted.', startedAt);
  if (interrupted()) return leftOut();
  caller.started(id);
  if (open === undefined || hindrance !== undefined) {
    return troubleReport('error', hindrance ?? 'The environment was not opened.', startedAt);
  }
  try {
    const report = await open.run(id, AbortSignal.any([caller.signal, timeout]));
    return report.outcome !== 'pass' && interrupted() ? leftOut() : plainReport(report);
  } catch (error) {
    return interrupted() ? leftOut() : troubleReport('error', messageOf(error), startedAt);
  }
}

/** Ends the test so that vitest's word agrees with the report. */
function agree(report: ScenarioReport, context: TestContext): void {
  switch (report.outcome) {
    case 'pass':
      return;
    case 'unsupported':
    case 'skipped':
      return context.skip(report.reason);
    case 'fail':
    case 'inconclusive':
    case 'error':
      throw new Error(`${report.outcome}: ${report.reason ?? report.failure?.got ?? ''}`);
  }
}

function nameAndCode(error: unknown): { readonly name: string; readonly code: string | undefined } {
  if (!(error instanceof Error)) return { name: 'Error', code: undefined };
  const { code } = error as { readonly code?: unknown };
  return { name: error.name, code: typeof code === 'string' ? code : undefined };
}
