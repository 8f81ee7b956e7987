import { EventEmitter, once } from 'node:events';
import type { AccessMode } from '../../../fixtures/meshes/profile.ts';
import type { ScenarioReport } from '../../../suites/scenario/types.ts';
import type { LoadSuite } from '../suite.ts';

/** A suite for the engine's own tests: scenarios that do as they are told, in the worker in which real ones would run. */
export interface MadeUpSuite {
  readonly scenarios: readonly MadeUpScenario[];
  readonly openFails?: { readonly code: string; readonly message: string };
  readonly closeFails?: string;
  readonly apart?: boolean;
  /** Opening waits for the interruption, and then fails as an aborted call does. */
  readonly openHangs?: boolean;
  readonly modeFails?: AccessMode;
}

export interface MadeUpScenario {
  readonly id: string;
  readonly mode?: AccessMode;
  readonly alone?: boolean;
  readonly does:
    | ScenarioReport['outcome']
    /** Rejects. */
    | 'throw'
    /** Ends the worker's thread at once, as a crash does: vitest guards `process.exit`, and `reallyExit` is below it. */
    | 'exit'
    /** Waits for its signal, then reports `fail`, as a scenario that does not look at its signal might. */
    | 'wait'
    /** Never ends, whatever its signal says. */
    | 'hang'
    /** Passes when the scenario of that id has begun. */
    | { readonly passesAfter: string }
    /** Reports what cannot be cloned. */
    | 'cycle'
    /** Leaves a rejection behind and passes. */
    | 'reject-later'
    /** Prints a line and passes. */
    | 'print';
}

export const loadSuite: LoadSuite = (input) => {
  const suite = input as MadeUpSuite;
  const byId = new Map(suite.scenarios.map((scenario) => [scenario.id, scenario]));
  const log: string[] = [];
  const begun = new EventEmitter();
  return Promise.resolve({
    scenarios: suite.scenarios.map(({ id, mode = 'permissive', alone = false }) => ({
      id,
      mode,
      alone,
      decision: { do: 'run' },
    })),
    apart: suite.apart ?? false,
    open: async (signal) => {
      if (suite.openHangs === true) await aborted(signal);
      if (suite.openFails !== undefined) {
        throw Object.assign(new Error(suite.openFails.message), {
          name: 'EnvironmentError',
          code: suite.openFails.code,
        });
      }
      return {
        enterMode: (mode, alone) => {
          log.push(suite.apart === true && alone ? `mode ${mode} apart` : `mode ${mode}`);
          return suite.modeFails === mode ? Promise.reject(new Error('no such switch')) : Promise.resolve();
        },
        run: (id, runSignal) => {
          log.push(id);
          begun.emit(id);
          return act(byId.get(id)?.does ?? 'error', { signal: runSignal, log, begun });
        },
        close: () => {
          if (suite.closeFails !== undefined) throw new Error(suite.closeFails);
        },
      };
    },
  });
};

async function act(
  what: MadeUpScenario['does'],
  {
    signal,
    log,
    begun,
  }: { readonly signal: AbortSignal; readonly log: readonly string[]; readonly begun: EventEmitter },
): Promise<ScenarioReport> {
  if (typeof what === 'object') {
    if (!log.includes(what.passesAfter)) await once(begun, what.passesAfter, { signal });
    return report('pass', log);
  }
  switch (what) {
    case 'throw':
      throw new Error('thrown on purpose');
    case 'exit':
      return (process as unknown as { readonly reallyExit: (code: number) => never }).reallyExit(7);
    case 'wait':
      await aborted(signal).catch(() => undefined);
      return report('fail', log);
    case 'hang':
      return new Promise<never>(() => undefined);
    case 'cycle': {
      const data: Record<string, unknown> = {};
      data['itself'] = data;
      return { ...report('pass', log), evidence: [{ title: 'A ring', lines: [], data }] };
    }
    case 'reject-later':
      void Promise.reject(new Error('left behind'));
      return report('pass', log);
    case 'print':
      console.log('a line of the scenario');
      return report('pass', log);
    case 'pass':
    case 'fail':
    case 'unsupported':
    case 'skipped':
    case 'inconclusive':
    case 'error':
      return report(what, log);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('aborted', { cause: signal.reason }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Its evidence is what the suite was told up to now, in order. */
function report(outcome: ScenarioReport['outcome'], log: readonly string[]): ScenarioReport {
  return {
    outcome,
    reason: outcome === 'pass' ? undefined : `It was told to end as ${outcome}.`,
    failure: outcome === 'fail' ? { wanted: 'one thing', got: 'another', diagnosis: undefined } : undefined,
    evidence: [{ title: 'Log', lines: [...log], data: undefined }],
    observation: undefined,
    finding: undefined,
    startedAt: '2024-05-01T10:00:00.000Z',
    durationMs: 5,
    convergenceMs: [],
  };
}
