import { describe, expect, it } from 'vitest';
import { emptySample, joinSamples, shareSample } from './share-sample.ts';
import { ended, probe, reached, status } from './testing/probes.ts';

describe('shareSample', () => {
  const result = probe(
    reached('v1', 5),
    reached('v2', 2),
    reached('v2-canary', 1),
    reached('v0', 3),
    reached('v1', 4),
    status(503, 2),
    status(502, 1),
    ended('reset', 1),
    ended('local', 1),
  );
  const sample = shareSample(result, [['v2', 'v2-canary'], ['v1'], ['v3']]);

  it('counts by backend, in the order given, and keeps strangers apart', () => {
    expect(sample).toMatchObject({ sent: 20, counts: [3, 9, 0], strangers: [{ name: 'v0', count: 3 }] });
  });

  it('keeps every request that no workload answered, by whose trouble it is', () => {
    expect(sample.unanswered).toMatchObject({ status: 3, lost: 1, local: 1 });
    expect(sample.unanswered.kinds).toContainEqual({ name: 'status 503', count: 2 });
    expect(sample.unanswered.kinds).toContainEqual({ name: 'reset', count: 1 });
  });

  it('adds up over draws', () => {
    const twice = joinSamples(joinSamples(emptySample(3), sample), sample);
    expect(twice).toMatchObject({ sent: 40, counts: [6, 18, 0], strangers: [{ name: 'v0', count: 6 }] });
    expect(twice.unanswered).toMatchObject({ status: 6, lost: 2, local: 2 });
    expect(twice.unanswered.kinds).toContainEqual({ name: 'status 503', count: 4 });
  });
});
