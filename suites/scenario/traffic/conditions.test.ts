import { expect, test } from 'vitest';
import { judgeExclusive } from '../../judge/exclusive.ts';
import { tally } from '../../judge/tally.ts';
import { aboutConditions } from './conditions.ts';

const route = { shares: { v1: 0.5, v2: 0.5 }, own: { v0: 1 }, conditional: true };

function diagnosisOf(wanted: string, answered: readonly string[], state = route): string | undefined {
  const outcomes = answered.map((workload) => ({
    outcome: {
      kind: 'reached' as const,
      status: 200,
      responder: { workload, pod: `${workload}-0`, namespace: 't', serviceAccount: workload, port: 8080 },
    },
    count: 10,
  }));
  const verdict = judgeExclusive({ only: [wanted], outcomes });
  const told = aboutConditions(verdict, wanted, state, tally(outcomes));
  return told.verdict === 'fail' ? told.diagnosis : undefined;
}

test('a request without a match that a backend answers was split all the same', () => {
  expect(diagnosisOf('v0', ['v0', 'v1', 'v2'])).toMatch('were split');
});

test('a request with a match that the root’s own pods answer was taken for another', () => {
  expect(diagnosisOf('v1', ['v0'])).toMatch('no condition');
});

test('nothing is said where nothing can be told', () => {
  expect(diagnosisOf('v0', ['v0'])).toBeUndefined();
  expect(diagnosisOf('v0', ['v3'])).toBeUndefined();
  expect(diagnosisOf('v0', ['v1'], { ...route, conditional: false })).toBeUndefined();
});
