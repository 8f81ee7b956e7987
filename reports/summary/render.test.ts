import { describe, expect, it } from 'vitest';
import { outcomeKinds } from '../outcome.ts';
import { buildRun, type Run } from '../run.ts';
import type { ScenarioResult } from '../model.ts';
import { sampleEvents, sampleResult } from '../testing/samples.ts';
import { renderSummary } from './render.ts';
import { wrap } from './layout.ts';

function runOf(results: readonly ScenarioResult[]): Run {
  return buildRun(sampleEvents(results), true);
}

const long = 'requests from the client reach the backends in the proportion of their weights '
  .repeat(3)
  .trim();

describe('renderSummary', () => {
  it('shows a failure in four parts', () => {
    const lines = renderSummary(runOf([sampleResult('split.a@v1alpha4', 'fail')]), {
      width: 100,
      color: false,
    }).split('\n');
    const at = lines.findIndex((line) => line.includes('split.a@v1alpha4 (MUST)'));

    expect(lines.slice(at, at + 7).map((line) => line.trim())).toEqual([
      'split.a@v1alpha4 (MUST)',
      'What split.a asks.',
      'wanted  90 of 100',
      'got     10 of 100',
      'like    weights swapped',
      'clause  traffic-split v1alpha4, "Specification"',
      "repeat  smi-conformance run --only 'split.a@v1alpha4'",
    ]);
  });

  it('tells a reason that many scenarios share once', () => {
    const unasked = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      ...sampleResult(`split.${name}@v1alpha4`, 'inconclusive'),
      reason: 'Left unasked.',
    }));
    const other = { ...sampleResult('split.f@v1alpha4', 'inconclusive'), reason: 'Too few requests.' };
    const text = renderSummary(runOf([...unasked, other]), { width: 100, color: false });

    expect(text.match(/Left unasked/g)).toHaveLength(1);
    expect(text).toContain('5 x');
    expect(text).toContain('why     Too few requests.');
  });

  it('says how soon changes came into force, and where it took longest', () => {
    const text = renderSummary(
      runOf([
        { ...sampleResult('split.a@v1alpha4', 'pass'), convergenceMs: [120, 80] },
        { ...sampleResult('split.b@v1alpha4', 'pass'), convergenceMs: [2500] },
      ]),
      { width: 100, color: false },
    );

    expect(text).toMatch(/split +3 changes +median 120 ms/);
    expect(text).toMatch(/at most 2\.5 s +split\.b@v1alpha4/);
  });

  it('gives every share its denominator', () => {
    const text = renderSummary(
      runOf([
        sampleResult('split.a@v1alpha4', 'pass'),
        sampleResult('split.b@v1alpha4', 'expected-failure'),
        sampleResult('split.c@v1alpha4', 'fail', { level: 'SHOULD' }),
        sampleResult('split.d@v1alpha4', 'unsupported'),
      ]),
      { width: 100, color: false },
    );

    expect(text).toMatch(/split +v1alpha4 +3 of 4 +1 of 2 \(1 known\) +0 of 1 +-\n/);
    expect(text).not.toContain('%');
  });

  it('says "none judged" where nothing was, instead of a share', () => {
    const text = renderSummary(runOf([sampleResult('split.a@v1alpha4', 'unsupported')]), {
      width: 100,
      color: false,
    });

    expect(text).toMatch(/none of 1 +none judged +none judged/);
    expect(text).toContain('Inconclusive (exit code 4)');
  });

  it.each([80, 120])('keeps within %i columns', (width) => {
    const run = runOf(
      outcomeKinds.map((outcome) =>
        sampleResult(`split.${outcome}@v1alpha4`, outcome, {
          reason: long,
          text: long,
          failure: { wanted: long, got: long },
        }),
      ),
    );
    const lines = renderSummary(run, { width, color: false }).split('\n');

    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it('has no escape sequences without colour, and the same words with it', () => {
    const run = runOf(outcomeKinds.map((outcome) => sampleResult(`split.${outcome}@v1alpha4`, outcome)));
    const plain = renderSummary(run, { width: 100, color: false });
    const painted = renderSummary(run, { width: 100, color: true });

    expect(plain).not.toContain('\u001B');
    expect(painted).not.toBe(plain);
    // eslint-disable-next-line no-control-regex -- colours begin with the escape character
    expect(painted.replace(/\u001B\[\d+m/g, '')).toBe(plain);
  });
});

describe('wrap', () => {
  it('breaks between words and keeps a long word whole', () => {
    expect(wrap('one two three-is-long four', 8)).toEqual(['one two', 'three-is-long', 'four']);
  });
});
