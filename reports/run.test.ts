import { describe, expect, it } from 'vitest';
import { buildRun, RunError } from './run.ts';
import { sampleEvents, sampleIdentity, sampleResult } from './testing/samples.ts';

const pass = sampleResult('split.a@v1alpha4', 'pass');
const fail = sampleResult('split.b@v1alpha4', 'fail');

describe('buildRun', () => {
  it('holds one result for each planned scenario, in the order of the plan', () => {
    const events = sampleEvents([pass, fail]);
    const swapped = [...events.slice(0, 2), ...events.slice(4, 6), ...events.slice(2, 4), ...events.slice(6)];

    const run = buildRun(swapped, true);

    expect(run.results).toEqual([pass, fail]);
    expect(run.counts).toMatchObject({ pass: 1, fail: 1, error: 0 });
    expect(run).toMatchObject({ complete: true, interrupted: false, durationMs: 60_000, troubles: [] });
  });

  it('tells what a run without a footer lacks: started is an error, not started is skipped', () => {
    const events = sampleEvents([pass, fail, sampleResult('split.c@v1alpha4', 'pass')]);

    const run = buildRun(events.slice(0, 5), false);

    expect(run.complete).toBe(false);
    expect(run.results.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['split.a@v1alpha4', 'pass'],
      ['split.b@v1alpha4', 'error'],
      ['split.c@v1alpha4', 'skipped'],
    ]);
  });

  it('is not complete when the reader says so, footer or not', () => {
    expect(buildRun(sampleEvents([pass]), false).complete).toBe(false);
  });

  it.each([
    ['two results for a scenario', [{ event: 'scenario-finished', result: pass }], 'more than one result'],
    ['a result that nobody planned', [{ event: 'scenario-finished', result: fail }], 'was not planned'],
    [
      'a plan with a scenario twice',
      [{ event: 'planned', scenarios: [sampleIdentity(pass.id)] }],
      'planned twice',
    ],
  ] as const)('finds trouble in %s', (_, more, message) => {
    const { troubles } = buildRun(sampleEvents([pass], more), true);

    expect(troubles.map((trouble) => trouble.message).join('\n')).toContain(message);
  });

  it('finds trouble in a footer that counts differently', () => {
    const events = sampleEvents([pass, fail]).filter(
      (event) => event.event !== 'scenario-finished' || event.result.outcome !== 'fail',
    );

    const { troubles } = buildRun(events, true);

    expect(troubles.map(({ message }) => message)).toEqual([
      'The footer counts 1 with outcome fail, the journal holds 0.',
      'The footer counts 0 with outcome error, the journal holds 1.',
    ]);
  });

  it('refuses events without a header', () => {
    expect(() => buildRun(sampleEvents([pass]).slice(1), true)).toThrow(RunError);
  });
});
