import { describe, expect, it } from 'vitest';
import { buildRun } from '../run.ts';
import { outcomeKinds } from '../outcome.ts';
import { sampleEvents, sampleResult } from '../testing/samples.ts';
import { buildReport, renderJson, reportSchema } from './report.ts';

const results = outcomeKinds.map((outcome) => sampleResult(`split.${outcome}@v1alpha4`, outcome));
const run = buildRun(sampleEvents(results), true);

describe('renderJson', () => {
  it('is read back as the report that was built', () => {
    expect(reportSchema.parse(JSON.parse(renderJson(run)))).toEqual(buildReport(run));
  });

  it('holds a row for every scenario and counts that agree with the rows', () => {
    const report = buildReport(run);

    expect(report.results.map(({ id }) => id)).toEqual(results.map(({ id }) => id));
    for (const kind of outcomeKinds) {
      expect(report.counts[kind]).toBe(report.results.filter(({ outcome }) => outcome === kind).length);
    }
  });

  it('refuses to write what its schema does not allow', () => {
    const wrong = sampleResult('split.a@v1alpha4', 'pass', { durationMs: Number.NaN });

    expect(() => renderJson({ ...run, results: [wrong] })).toThrow(/durationMs/);
  });
});
