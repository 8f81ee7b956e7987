import { expect, it } from 'vitest';
import { counted, listed, percent } from './words.ts';

it('writes fractions as people read them', () => {
  const fractions = [0, 0.9, 1 / 3, 0.0625, 0.00621, 0.000863, 1];
  expect(fractions.map(percent)).toEqual(['0 %', '90 %', '33.3 %', '6.25 %', '0.62 %', '0.086 %', '100 %']);
});

it('lists and counts', () => {
  expect([listed([]), listed(['v1']), listed(['v1', 'v2', 'v3'])]).toEqual(['nobody', 'v1', 'v1, v2 and v3']);
  expect([counted(1, 'request'), counted(2, 'request')]).toEqual(['1 request', '2 requests']);
});
