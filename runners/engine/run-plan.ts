import { environmentTrouble } from '../../reports/verdict.ts';
import type { EnvironmentFailure } from './contract.ts';
import { openCallerSide } from './channel.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import { messageOf } from './report.ts';
import { createReporter, type Findings } from './reporter.ts';
import type { SuiteReference } from './suite.ts';
import { createEngine, type VitestOptions } from './vitest.ts';

export interface EngineOptions
  extends
    RecorderOptions,
    Pick<VitestOptions, 'cacheDir' | 'concurrency' | 'scenarioTimeoutMs' | 'hookTimeoutMs'> {
  readonly suite: SuiteReference;
  /** Ids in the order in which to ask; the order of the plan unless said otherwise. Reports keep the plan's. */
  readonly order?: readonly string[];
  readonly runId: string;
  /** Abort to end politely: what runs is told, what waits is left out, the environment is closed. */
  readonly signal: AbortSignal;
  /** How long an abort may take before the worker is ended by force. */
  readonly abortGraceMs: number;
  /** Lines that scenarios or libraries wrote to the console. */
  readonly onLog: (text: string) => void;
}

export interface EngineResult {
  readonly interrupted: boolean;
  /** Why the environment could not be opened; then every scenario that was to be asked is an `error`. */
  readonly environmentFailure: EnvironmentFailure | undefined;
  /** How many run-trouble events there were. */
  readonly troubles: number;
}

/**
 * Runs every scenario of the plan that is to be asked, and tells of each through `onEvent`: first the plan, then
 * exactly one result for each planned scenario. Never rejects on account of a scenario; `process.exitCode` is left alone.
 */
export async function runPlan(options: EngineOptions): Promise<EngineResult> {
  const recorder = new Recorder(options);
  const findings: Findings = { environmentFailure: undefined };
  recorder.announce();
  const toAsk = options.planned
    .filter(({ decision }) => decision.do === 'run')
    .map(({ identity }) => identity.id);
  const ids = options.order?.filter((id) => toAsk.includes(id)) ?? toAsk;
  if (ids.length > 0 && !options.signal.aborted) await runInVitest(ids, recorder, findings, options);
  if (options.signal.aborted) recorder.finishAll('skipped', 'The run was interrupted.');
  recorder.finishAll('error', 'The test runner ended without a result for this scenario.');
  return {
    interrupted: options.signal.aborted,
    environmentFailure: findings.environmentFailure,
    troubles: recorder.troubles,
  };
}

async function runInVitest(
  ids: readonly string[],
  recorder: Recorder,
  findings: Findings,
  options: EngineOptions,
): Promise<void> {
  const { suite, runId, signal, abortGraceMs } = options;
  const channel = `smi-conformance ${runId}`;
  const exitCode = process.exitCode;
  const closeChannel = openCallerSide(channel, signal, (id) => recorder.started(id));
  try {
    const vitest = await createEngine({
      ...options,
      input: { suite, ids, channel },
      reporter: createReporter(recorder, findings, options.onLog),
    });
    const stopForcing = forceAfter(abortGraceMs, signal, () => vitest.cancelCurrentRun('keyboard-input'));
    try {
      await vitest.start();
      if (findings.environmentFailure !== undefined) {
        recorder.trouble(environmentTrouble, findings.environmentFailure.message);
      }
    } finally {
      stopForcing();
      await vitest.close();
    }
  } catch (error) {
    recorder.trouble('test runner', messageOf(error));
  } finally {
    closeChannel();
    process.exitCode = exitCode;
  }
}

/** After an abort and its grace, cancels twice: vitest takes the second for an order to terminate the worker. */
function forceAfter(graceMs: number, signal: AbortSignal, cancel: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer = setTimeout(() => {
      const ignore = (): undefined => undefined;
      cancel().catch(ignore);
      cancel().catch(ignore);
    }, graceMs);
  };
  signal.addEventListener('abort', arm, { once: true });
  if (signal.aborted) arm();
  return () => {
    signal.removeEventListener('abort', arm);
    clearTimeout(timer);
  };
}
