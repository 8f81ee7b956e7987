import { expect, test } from 'vitest';
import { shareInWords } from './weights-read.ts';

const split = (...weights: readonly unknown[]) => ({
  spec: { backends: weights.map((weight, index) => ({ service: `v${index + 1}`, weight })) },
});

test('quantities and numbers of the same ratio are the same shares', () => {
  expect(shareInWords(split('500m', '1'))).toBe('v1 33.3, v2 66.7');
  expect(shareInWords(split(500, 1000))).toBe(shareInWords(split('500m', '1')));
});

test('a suffix that got lost is another share', () => {
  expect(shareInWords(split(500, 1))).not.toBe(shareInWords(split('500m', '1')));
});

test('what is no weight is shown as it is, and a split without backends is nothing', () => {
  expect(shareInWords(split('much', 1))).toBe('v1 much, v2 100.0');
  expect(shareInWords(split(undefined, undefined))).toBe('v1 undefined, v2 undefined');
  expect(shareInWords({})).toBe('');
});
