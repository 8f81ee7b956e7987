import { describe, expect, it } from 'vitest';
import type { EngineOptions } from './run-plan.ts';
import { runMadeUp, scenarios } from './testing/run-made-up.ts';

describe('runPlan, interrupted', { timeout: 60_000 }, () => {
  function abortAtStart(): Pick<EngineOptions, 'signal' | 'onEvent'> {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      onEvent: ({ event }) => {
        if (event === 'scenario-started') controller.abort();
      },
    };
  }

  it('tells what runs, leaves out what waits, and believes no failure that comes afterwards', async () => {
    const { results, result } = await runMadeUp(
      {
        scenarios: [
          { id: 'split.a@v1alpha4', does: 'wait' },
          { id: 'split.b@v1alpha4', does: 'fail' },
          { id: 'access.c@v1alpha3', mode: 'strict', does: 'fail' },
        ],
      },
      { ...abortAtStart(), concurrency: 1 },
    );

    expect([...results.values()].map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['skipped', 'The run was interrupted.'],
      ['skipped', 'The run was interrupted.'],
      ['skipped', 'The run was interrupted.'],
    ]);
    expect(result.interrupted).toBe(true);
  });

  it('ends while the environment is being opened', async () => {
    const controller = new AbortController();
    const { results, result } = await runMadeUp(
      { scenarios: scenarios('pass'), openHangs: true },
      {
        signal: controller.signal,
        onEvent: ({ event }) => {
          if (event === 'planned') setImmediate(() => controller.abort());
        },
      },
    );

    expect(results.get('split.pass@v1alpha4')).toMatchObject({
      outcome: 'skipped',
      reason: 'The run was interrupted.',
    });
    expect(result).toMatchObject({ interrupted: true, environmentFailure: undefined });
  });

  it('ends the worker by force when a scenario does not listen', async () => {
    const { results } = await runMadeUp(
      { scenarios: scenarios('hang') },
      { ...abortAtStart(), abortGraceMs: 200 },
    );

    expect(results.get('split.hang@v1alpha4')).toMatchObject({
      outcome: 'skipped',
      reason: 'The run was interrupted.',
    });
  });

  it('starts nothing when it is interrupted before', async () => {
    const { events } = await runMadeUp({ scenarios: scenarios('pass') }, { signal: AbortSignal.abort() });

    expect(events.map(({ event }) => event)).toEqual(['planned', 'scenario-finished']);
  });
});
