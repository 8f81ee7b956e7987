import { describe, expect, it } from 'vitest';
import { sampleIdentity } from '../../reports/testing/samples.ts';
import type { ScenarioReport } from '../../suites/scenario/types.ts';
import { recordResult } from './deviations.ts';

const identity = sampleIdentity('split.ports@v1alpha2');
const deviation = {
  requirement: 'split.ports',
  url: 'https://example.org/issue/1',
  note: 'takes the first port',
};

function ended(outcome: ScenarioReport['outcome']): ScenarioReport {
  return {
    outcome,
    reason: outcome === 'pass' ? undefined : 'It ended so.',
    failure: outcome === 'fail' ? { wanted: 'port 80', got: 'port 81', diagnosis: undefined } : undefined,
    evidence: [],
    observation: undefined,
    finding: undefined,
    startedAt: '2024-05-01T10:00:00.000Z',
    durationMs: 1,
    convergenceMs: [2],
  };
}

describe('recordResult', () => {
  it('takes a failure that the profile lists as expected, and keeps what was seen', () => {
    const result = recordResult(identity, ended('fail'), [deviation], 'again');

    expect(result).toMatchObject({
      outcome: 'expected-failure',
      reason: 'takes the first port (https://example.org/issue/1)',
      failure: { wanted: 'port 80', got: 'port 81' },
      knownDeviation: { url: 'https://example.org/issue/1', note: 'takes the first port' },
    });
  });

  it('makes a listed deviation that passes a failure, and says to remove the entry', () => {
    const result = recordResult(identity, ended('pass'), [deviation], 'again');

    expect(result.outcome).toBe('fail');
    expect(result.reason).toContain('remove the entry');
    expect(result.failure?.wanted).toContain('https://example.org/issue/1');
    expect(result.knownDeviation?.url).toBe('https://example.org/issue/1');
  });

  it.each(['unsupported', 'skipped', 'inconclusive', 'error'] as const)(
    'never takes %s for the failure that was expected',
    (outcome) => {
      const result = recordResult(identity, ended(outcome), [deviation], 'again');

      expect(result.outcome).toBe(outcome);
      expect(result).not.toHaveProperty('knownDeviation');
    },
  );

  it.each([
    ['another requirement', 'split.weights', false],
    ['another version', 'split.ports@v1alpha4', false],
    ['this version', 'split.ports@v1alpha2', true],
    ['a pattern', 'split.*', true],
  ])('minds an entry for %s or not', (_, requirement, minds) => {
    const result = recordResult(identity, ended('fail'), [{ ...deviation, requirement }], 'again');

    expect(result.outcome).toBe(minds ? 'expected-failure' : 'fail');
  });

  it('leaves a plain pass without a reason', () => {
    expect(recordResult(identity, ended('pass'), [], 'again')).toEqual({
      ...identity,
      outcome: 'pass',
      evidence: [],
      startedAt: '2024-05-01T10:00:00.000Z',
      durationMs: 1,
      convergenceMs: [2],
      repeat: 'again',
    });
  });
});
