import { describe, expect, it } from 'vitest';
import {
  judgeEachReached,
  judgeExclusive,
  judgeNever,
  leakBound,
  requestsForLeak,
  requestsToReach,
} from './exclusive.ts';
import { ended, reached, status } from './testing/probes.ts';

describe('the bound that zero of n gives', () => {
  it('is the one-sided Clopper-Pearson bound', () => {
    // (1 - leak)^n = beta
    expect((1 - leakBound(8000)) ** 8000).toBeCloseTo(1e-3, 12);
    expect(leakBound(8000)).toBeCloseTo(0.000863, 6);
    expect(leakBound(12_000, 1e-5)).toBeCloseTo(0.000959, 6);
  });

  it('says how many requests a leak takes to show, and a share to be reached', () => {
    expect(leakBound(requestsForLeak(0.01))).toBeLessThanOrEqual(0.01);
    expect(leakBound(requestsForLeak(0.01) - 1)).toBeGreaterThan(0.01);
    expect(0.9 ** requestsToReach(0.1)).toBeLessThanOrEqual(1e-8);
    expect(0.9 ** (requestsToReach(0.1) - 1)).toBeGreaterThan(1e-8);
    expect(requestsToReach(1)).toBe(1);
  });
});

describe('judgeExclusive', () => {
  it('passes when nobody else answered, and says what leak that excludes', () => {
    expect(
      judgeExclusive({ only: ['v1', 'v2'], outcomes: [reached('v1', 5000), reached('v2', 3000)] }),
    ).toMatchObject({
      verdict: 'pass',
      because:
        '0 of 8000 requests answered by anyone but v1 and v2: a leak is below 0.086 %, with 99.9 % confidence.',
    });
  });

  it('fails on a single answer by somebody else', () => {
    expect(judgeExclusive({ only: ['v1'], outcomes: [reached('v1', 7999), reached('v2', 1)] })).toMatchObject(
      {
        verdict: 'fail',
        wanted: 'All of 8000 requests answered by v1, none by anyone else.',
        got: 'v1 7999 requests and v2 1 request; not allowed: v2.',
      },
    );
  });

  it('bears one missing answer in a thousand, and tells more by whose they are', () => {
    const judge = (...outcomes: Parameters<typeof judgeExclusive>[0]['outcomes']): string =>
      judgeExclusive({ only: ['v1'], outcomes }).verdict;
    expect(judge(reached('v1', 999), ended('reset', 1))).toBe('pass');
    expect(judge(reached('v1', 990), ended('reset', 10))).toBe('inconclusive');
    expect(judge(reached('v1', 990), status(503, 10))).toBe('fail');
    expect(judge(reached('v1', 990), ended('local', 10))).toBe('error');
    expect(judge()).toBe('error');
  });
});

describe('judgeEachReached', () => {
  const each = [
    { workload: 'v1', share: 0.9 },
    { workload: 'v2', share: 0.1 },
  ];

  it('passes once each has answered, and lets others answer too', () => {
    expect(
      judgeEachReached({ each, outcomes: [reached('v1', 5), reached('v2', 1), reached('v3', 1)] }).verdict,
    ).toBe('pass');
  });

  it('fails when chance alone would hardly miss one', () => {
    const verdict = judgeEachReached({ each, outcomes: [reached('v1', 200)] });
    // 0.9^200 = 7e-10
    expect(verdict).toMatchObject({
      verdict: 'fail',
      got: 'v1 200 requests; chance alone would miss v2 with probability 7e-10.',
    });
  });

  it('says nothing when there were too few requests to tell', () => {
    expect(judgeEachReached({ each, outcomes: [reached('v1', 100)] })).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('v2 did not answer any of 100 requests') as string,
    });
  });

  it('does not lay missing answers to chance', () => {
    expect(judgeEachReached({ each, outcomes: [reached('v1', 150), status(503, 50)] }).verdict).toBe('fail');
    expect(judgeEachReached({ each, outcomes: [reached('v1', 150), ended('timeout', 50)] }).verdict).toBe(
      'inconclusive',
    );
    expect(judgeEachReached({ each, outcomes: [] }).verdict).toBe('error');
  });
});

describe('judgeNever', () => {
  it('passes whatever else became of the requests, and fails for one answer', () => {
    const outcomes = [reached('v1', 50), status(503, 50)];
    expect(judgeNever({ never: ['v2'], outcomes }).verdict).toBe('pass');
    expect(judgeNever({ never: ['v2'], outcomes: [...outcomes, reached('v2', 1)] }).verdict).toBe('fail');
  });

  it('says nothing of requests that were not sent', () => {
    expect(judgeNever({ never: ['v2'], outcomes: [] }).verdict).toBe('error');
  });
});
