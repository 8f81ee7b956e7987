import { describe, expect, it } from 'vitest';
import { gradesOf } from './grades.ts';
import { sampleResult } from './testing/samples.ts';

describe('gradesOf', () => {
  it('keeps what a mesh does not implement apart from what it implements wrongly', () => {
    const [grade] = gradesOf([
      sampleResult('split.a@v1alpha4', 'pass'),
      sampleResult('split.b@v1alpha4', 'fail'),
      sampleResult('split.c@v1alpha4', 'unsupported', { reason: 'No UDP.' }),
      sampleResult('split.d@v1alpha4', 'unsupported', { reason: 'No UDP.' }),
    ]);

    expect(grade).toMatchObject({
      capability: 'partial',
      supported: 2,
      asked: 4,
      unsupported: [{ reason: 'No UDP.', requirements: ['split.c', 'split.d'] }],
      required: { passed: 1, failed: 1, judged: 2 },
    });
  });

  it('counts MUST and implied together, SHOULD apart, and what was not decided in neither denominator', () => {
    const [grade] = gradesOf([
      sampleResult('split.a@v1alpha4', 'pass'),
      sampleResult('split.b@v1alpha4', 'expected-failure', { level: 'implied' }),
      sampleResult('split.c@v1alpha4', 'inconclusive'),
      sampleResult('split.d@v1alpha4', 'fail', { level: 'SHOULD' }),
      sampleResult('split.e@v1alpha4', 'skipped'),
    ]);

    expect(grade).toMatchObject({
      capability: 'full',
      asked: 4,
      required: { passed: 1, failed: 0, expectedFailures: 1, judged: 2, undecided: 1 },
      recommended: { passed: 0, failed: 1, judged: 1, undecided: 0 },
    });
  });

  it.each([
    ['none', 'unsupported'],
    ['not-asked', 'skipped'],
    ['full', 'fail'],
  ] as const)('says capability %s when all is %s', (capability, outcome) => {
    expect(gradesOf([sampleResult('split.a@v1alpha4', outcome)])[0]?.capability).toBe(capability);
  });

  it('lists observations of open questions, and judges none of them', () => {
    const [grade] = gradesOf([
      sampleResult('split.a@v1alpha4', 'pass', { level: 'SILENT', observation: 'per-request' }),
      sampleResult('split.b@v1alpha4', 'pass', { observation: 'not shown' }),
    ]);

    expect(grade?.observations).toEqual([
      { requirement: 'split.a', level: 'SILENT', text: 'What split.a asks.', observed: 'per-request' },
    ]);
    expect(grade?.required.judged).toBe(1);
  });

  it('has one grade for each API and version, in order', () => {
    const grades = gradesOf([
      sampleResult('split.a@v1alpha4', 'pass'),
      sampleResult('access.a@v1alpha3', 'pass'),
      sampleResult('split.a@v1alpha2', 'pass'),
    ]);

    expect(grades.map(({ api, version }) => `${api} ${version}`)).toEqual([
      'access v1alpha3',
      'split v1alpha2',
      'split v1alpha4',
    ]);
  });
});
