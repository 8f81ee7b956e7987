import { expect, test } from 'vitest';
import type { OutcomeCount, ProbeResult } from '../../../fixtures/agent/protocol.ts';
import { tally } from '../../judge/tally.ts';
import { alike, sightOf } from './sight.ts';

const answered = (workload: string, count: number): OutcomeCount => ({
  outcome: {
    kind: 'reached',
    status: 200,
    responder: { workload, pod: `${workload}-0`, namespace: 'home', serviceAccount: workload, port: 8080 },
  },
  count,
});
const refused = (count: number): OutcomeCount => ({ outcome: { kind: 'refused', detail: 'no' }, count });

test('a sight has who answered, and how the rest was lost', () => {
  const outcomes = [answered('v1', 60), answered('v2', 30), refused(10)];
  const result = { sent: 100, outcomes, perConnection: [] } as unknown as ProbeResult;

  expect(sightOf(result)).toEqual({
    sent: 100,
    workloads: { v1: 60, v2: 30 },
    lost: 10,
    losses: ['refused'],
    perConnection: [],
    words: 'Of 100 requests: v1 60, v2 30, 10 × refused.',
  });
});

test('batches are alike by what they show, not by how often', () => {
  const before = tally([answered('v1', 20), refused(10)]);

  expect(alike(before, tally([refused(1), answered('v1', 29)]))).toBe(true);
  expect(alike(before, tally([answered('v1', 30)]))).toBe(false);
  expect(alike(before, tally([answered('v2', 20), refused(10)]))).toBe(false);
});
