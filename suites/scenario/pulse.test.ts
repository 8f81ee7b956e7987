import { expect, test } from 'vitest';
import { Pulse } from './pulse.ts';

const missing = (pulse: Pulse, times: number): void => {
  for (let time = 0; time < times; time += 1) pulse.misses('5 timeout');
};

test('a mesh that misses now and then lives', () => {
  const pulse = new Pulse();
  missing(pulse, 7);
  pulse.beats();
  missing(pulse, 7);
  expect(pulse.lost).toBeUndefined();
});

test('one that carries nothing any more is given up, for good, and why is said', () => {
  const pulse = new Pulse();
  missing(pulse, 8);
  expect(pulse.lost).toMatch(
    /^Left unasked, since the mesh ceased to carry traffic: .* 8 scenarios in a row .*5 timeout/,
  );
  pulse.beats();
  expect(pulse.lost).toBeDefined();
});
