import { expect, test } from 'vitest';
import { describeDuration } from './duration.ts';

test.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [850.25, '850 ms'],
  [1500, '1.5 s'],
  [12_340, '12.3 s'],
  [30_000, '30 s'],
  [245_000, '4 min 05 s'],
  [3_600_000, '60 min'],
])('%d ms are told as %s', (milliseconds, words) => {
  expect(describeDuration(milliseconds)).toBe(words);
});

test.each([
  [999.6, '1 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min'],
  [119_400, '1 min 59 s'],
  [119_999.929, '2 min'],
])('what rounds up to the next unit is told in it: %d ms as %s', (milliseconds, words) => {
  expect(describeDuration(milliseconds)).toBe(words);
});
