import { expect, test } from 'vitest';
import { designShares } from '../judge/share-design.ts';
import { samplesOf } from './samples.ts';

test('samples are large in the newest version, unless all are asked for alike', () => {
  const requests = (...of: Parameters<typeof samplesOf>): number => samplesOf(...of).requests(1000);

  expect(requests('by-version', true)).toBe(1000);
  expect(requests('by-version', false)).toBe(334);
  expect(requests('large', false)).toBe(1000);
  expect(requests('small', true)).toBe(334);
});

test('a small sample keeps what is small already', () => {
  const { requests } = samplesOf('small', true);

  expect([10, 40, 100, 250].map(requests)).toEqual([10, 40, 40, 84]);
});

test('a large sample has more of a row, and more steps of a walk', () => {
  const [large, small] = [samplesOf('by-version', true), samplesOf('by-version', false)];

  expect([large.rowRequests, small.rowRequests]).toEqual([10, 4]);
  expect([large.steps(12), small.steps(12)]).toEqual([12, 4]);
});

test('a right mesh fails as rarely with a small sample as with a large one', () => {
  const [large, small] = [true, false].map((newest) =>
    designShares([90, 10], samplesOf('by-version', newest).shares),
  );

  expect(small?.alpha).toBe(large?.alpha);
  expect(small?.rotation?.n).toBeLessThan((large?.rotation?.n ?? 0) / 2);
});
