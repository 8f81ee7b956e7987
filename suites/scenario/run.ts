import { setMaxListeners } from 'node:events';
import {
  ClusterUnreachableError,
  KubernetesError,
  WaitTimeoutError,
} from '../../fixtures/kubernetes/index.ts';
import type { Lease } from '../../fixtures/testbed/lease.ts';
import { Inconclusive, ScenarioEnding, SuiteTrouble, Violation } from './ending.ts';
import type { Environment } from './environment.ts';
import { liveContext } from './live/live-context.ts';
import { feelPulse } from './feel-pulse.ts';
import { openEnding, type Ending } from './open-ending.ts';
import { ScenarioRecord } from './record.ts';
import type { PlannedScenario, ScenarioReport } from './types.ts';

/** What a scenario may take beyond the waits for convergence that it provokes. */
const workBudgetMs = 60_000;
/** Waits for convergence that a scenario may provoke. */
const changesAllowed = 8;

/**
 * Asks one question and says what came of it; never throws. The testbed is handed back whatever happens, and a hand-back
 * that fails makes the result an error, since later scenarios would stand on what was left.
 */
export async function runScenario(
  planned: PlannedScenario,
  environment: Environment,
  signal: AbortSignal,
): Promise<ScenarioReport> {
  let startedAt = new Date().toISOString();
  const { clock, options } = environment;
  let began = clock.now();
  const record = new ScenarioRecord();
  let ending: Ending = { outcome: 'pass' };
  let lease: Lease | undefined;
  try {
    if (planned.scenario.testbed !== 'none') {
      lease = await environment.lease(planned.scenario.testbed, signal);
      // Queueing for a testbed is no part of what it takes.
      startedAt = new Date().toISOString();
      began = clock.now();
      const { lost } = environment.pulse;
      if (lost !== undefined) throw new Inconclusive(lost);
    }
    const budgetMs = workBudgetMs + changesAllowed * options.profile.convergence.maxMs;
    const within = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
    setMaxListeners(0, within);
    await planned.scenario.run(liveContext(planned, environment, lease, record, within));
    if (planned.requirement.observations !== undefined && record.observation === undefined)
      throw new SuiteTrouble('The scenario ended without saying which of the readings it saw.');
  } catch (error) {
    ending = openEnding(endingOf(error, signal), planned.requirement, record.observation);
  }
  await feelPulse(lease, environment, { ending, record, signal });
  try {
    // Not the scenario's own signal: what it made must go even when it ran out of time.
    const within = AbortSignal.timeout(60_000);
    setMaxListeners(0, within);
    await lease?.handBack(within);
  } catch (error) {
    ending = { outcome: 'error', reason: `The testbed could not be handed back clean: ${messageOf(error)}` };
  }
  return {
    outcome: ending.outcome,
    reason: ending.reason,
    failure: ending.failure,
    evidence: record.evidence,
    observation: record.observation,
    finding: record.finding,
    startedAt,
    durationMs: Math.round(clock.now() - began),
    convergenceMs: record.convergenceMs,
  };
}

/** Whose fault an error is. What is not a verdict is never the mesh's. */
function endingOf(error: unknown, runSignal: AbortSignal): Ending {
  if (error instanceof Violation) {
    const { wanted, got, diagnosis } = error;
    return { outcome: 'fail', reason: `Wanted ${wanted}; got ${got}.`, failure: { wanted, got, diagnosis } };
  }
  if (error instanceof ScenarioEnding) return { outcome: error.outcome, reason: error.message };
  if (runSignal.aborted) return { outcome: 'skipped', reason: 'The run was interrupted.' };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { outcome: 'inconclusive', reason: 'The scenario ran out of its time budget before a verdict.' };
  }
  if (
    error instanceof KubernetesError ||
    error instanceof ClusterUnreachableError ||
    error instanceof WaitTimeoutError
  ) {
    return { outcome: 'error', reason: messageOf(error) };
  }
  return {
    outcome: 'error',
    reason: `Trouble of the suite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  };
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return `${error.message} ${error.errors.map(messageOf).join('; ')}`;
  return error instanceof Error ? error.message : String(error);
}
