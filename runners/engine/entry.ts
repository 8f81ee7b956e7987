import { afterAll, beforeAll, describe, inject, test, type TestContext } from 'vitest';
import type { AccessMode } from '../../fixtures/meshes/profile.ts';
import type { ScenarioReport } from '../../suites/scenario/types.ts';
import { openWorkerSide } from './channel.ts';
import type {} from './contract.ts';
import { messageOf, plainReport, troubleReport } from './report.ts';
import type { LoadSuite, OpenSuite } from './suite.ts';

/**
 * The one module that vitest runs: it registers each scenario that is to be asked as a test. The scenarios of an access
 * mode run side by side, the modes one after the other, because a mode belongs to the whole mesh. What disturbs the mesh is
 * asked one by one, so that nobody is disturbed by it: last, or beside the others of a mesh apart.
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
const inMode = (mode: AccessMode, alone: boolean): readonly string[] =>
  ids.filter((id) => {
    const scenario = scenarios.get(id);
    return scenario?.mode === mode && (scenario.alone ?? false) === alone;
  });

if (loaded.apart === true) {
  describe.concurrent('apart, one by one', registerApart);
  describe.concurrent('together', () => modes.forEach((mode) => registerMode(mode, false)));
} else {
  for (const alone of [false, true]) modes.forEach((mode) => registerMode(mode, alone));
}

/** A mode's scenarios, after those of the modes before. */
function registerMode(mode: AccessMode, alone: boolean): void {
  const group = inMode(mode, alone);
  if (group.length === 0) return;
  describe(alone ? `${mode}, one by one` : mode, { concurrent: false }, () => {
    let modeObstacle: string | undefined;
    beforeAll(async () => {
      modeObstacle = await enter(mode, alone);
    });
    for (const id of group) register(id, alone ? test : test.concurrent, () => modeObstacle);
  });
}

/**
 * What is asked of a mesh apart: concurrent tests that wait for each other, since vitest lets tests in by the order in
 * which they come to its door, where the second of a sequence would come after everything that is concurrent.
 */
function registerApart(): void {
  let before: Promise<unknown> = Promise.resolve();
  for (const mode of modes) {
    for (const id of inMode(mode, true)) {
      register(
        id,
        test.concurrent,
        async (): Promise<string | undefined> => await enter(mode, true),
        (asking) => {
          const mine = before.then(asking);
          before = mine.catch(() => undefined);
          return mine;
        },
      );
    }
  }
}

/** @returns what was in the way */
async function enter(mode: AccessMode, alone: boolean): Promise<string | undefined> {
  try {
    if (!interrupted()) await open?.enterMode(mode, alone);
    return undefined;
  } catch (error) {
    return `The mesh could not be brought into ${mode} access mode: ${messageOf(error)}`;
  }
}

function register(
  id: string,
  how: typeof test.concurrent,
  prepare: () => Promise<string | undefined> | string | undefined,
  inTurn: <T>(asking: () => Promise<T>) => Promise<T> = (asking) => asking(),
): void {
  how(id, { meta: { smiScenario: id } }, async (context) => {
    const report = await inTurn(async () => {
      const hindrance = obstacle ?? (await prepare());
      return await ask(id, hindrance, context.signal);
    });
    context.task.meta.smiReport = report;
    agree(report, context);
  });
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
