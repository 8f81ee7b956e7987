import { describe, expect, it } from 'vitest';
import type { JournalEvent, ScenarioResult } from './model.ts';
import { buildRun, type Run } from './run.ts';
import { sampleEvents, sampleResult } from './testing/samples.ts';
import { verdictOf } from './verdict.ts';

const pass = sampleResult('split.a@v1alpha4', 'pass');
const deviation = { url: 'https://example.org/1', note: 'known' };
const trouble: JournalEvent = {
  event: 'run-trouble',
  at: '2024-05-01T10:00:30.000Z',
  where: 'clean-up',
  message: 'namespace left behind',
};

function runOf(results: readonly ScenarioResult[], more: readonly JournalEvent[] = []): Run {
  return buildRun(sampleEvents(results, more), true);
}

describe('verdictOf', () => {
  it.each([
    ['all pass', runOf([pass]), 0],
    [
      'an expected failure beside a pass',
      runOf([pass, sampleResult('split.b@v1alpha4', 'expected-failure')]),
      0,
    ],
    ['unsupported beside a pass', runOf([pass, sampleResult('split.b@v1alpha4', 'unsupported')]), 0],
    ['a SHOULD that fails', runOf([pass, sampleResult('split.b@v1alpha4', 'fail', { level: 'SHOULD' })]), 0],
    ['a MUST that fails', runOf([pass, sampleResult('split.b@v1alpha4', 'fail')]), 1],
    [
      'an implied that fails',
      runOf([pass, sampleResult('split.b@v1alpha4', 'fail', { level: 'implied' })]),
      1,
    ],
    [
      'a stale deviation of a SHOULD',
      runOf([pass, sampleResult('split.b@v1alpha4', 'fail', { level: 'SHOULD', knownDeviation: deviation })]),
      1,
    ],
    [
      'a failure beside an error',
      runOf([sampleResult('split.a@v1alpha4', 'fail'), sampleResult('split.b@v1alpha4', 'error')]),
      1,
    ],
    ['an error', runOf([pass, sampleResult('split.b@v1alpha4', 'error')]), 4],
    ['an inconclusive', runOf([pass, sampleResult('split.b@v1alpha4', 'inconclusive')]), 4],
    ['trouble of the run', runOf([pass], [trouble]), 4],
    [
      'an environment that could not be made',
      runOf([sampleResult('split.a@v1alpha4', 'error')], [{ ...trouble, where: 'environment' }]),
      3,
    ],
    ['no scenario at all', runOf([]), 4],
    ['nothing but skipped', runOf([sampleResult('split.a@v1alpha4', 'skipped')]), 4],
    ['nothing but unsupported', runOf([sampleResult('split.a@v1alpha4', 'unsupported')]), 4],
    ['a journal that was cut off', buildRun(sampleEvents([pass]).slice(0, -1), false), 4],
    [
      'a cut off run with a failure',
      buildRun(sampleEvents([sampleResult('split.a@v1alpha4', 'fail')]).slice(0, -1), false),
      1,
    ],
    ['an interrupted run', { ...runOf([pass]), interrupted: true }, 130],
    [
      'an interrupted run with a failure',
      { ...runOf([sampleResult('split.a@v1alpha4', 'fail')]), interrupted: true },
      130,
    ],
  ])('%s: exit code', (_, run, exitCode) => {
    expect(verdictOf(run).exitCode).toBe(exitCode);
  });

  it('names each ground, the gravest first', () => {
    const run = runOf(
      [sampleResult('split.a@v1alpha4', 'fail'), sampleResult('split.b@v1alpha4', 'error')],
      [trouble],
    );

    expect(verdictOf(run).reasons).toEqual([
      '1 required behaviour is broken.',
      '1 scenario ended in an error of the suite or its environment.',
      'Trouble (clean-up): namespace left behind',
    ]);
  });

  it('says how many known deviations a conformant run holds', () => {
    const run = runOf([pass, sampleResult('split.b@v1alpha4', 'expected-failure')]);

    expect(verdictOf(run).reasons).toEqual([
      "1 of 2 required behaviours that were judged hold; the other 1 fail as the mesh's profile says.",
    ]);
  });
});
