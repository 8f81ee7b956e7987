import { expect, test } from 'vitest';
import type { NamedFault } from '../../reference-mesh/faults/index.ts';
import { someSpared, spares } from './spared.ts';

const fault = (...breaks: readonly string[]): NamedFault => ({ name: 'one', lies: 'It lies.', breaks });

test.each([
  ['split.weights.zero', 'access.l7.example', true],
  ['split.weights.zero', 'split.matches.hit', false],
  ['split.weights.zero', 'ex.split.canary', false],
  ['access.l7.example', 'split.weights.zero', true],
  ['access.l7.example', 'split.matches.hit', true],
  ['access.l7.example', 'specs.http.update', false],
  ['specs.http.update', 'split.matches.hit', false],
  ['specs.http.update', 'ex.split.ab-test', false],
  ['specs.http.update', 'ex.split.canary', true],
  ['split.matches.hit', 'specs.http.update', true],
  ['split.weights.zero', 'gen.cleanup', false],
  ['split.weights.zero', 'api.names', false],
  ['api.names', 'split.weights.zero', false],
])('a fault that breaks %s spares %s: %s', (broken, requirement, spared) => {
  expect(spares(fault(broken), requirement)).toBe(spared);
});

test('a fault of several parts spares what is far from all of them, but for what it says', () => {
  const both = fault('split.weights.zero', 'access.l7.example');
  expect(spares(both, 'split.root.baseline')).toBe(false);
  expect(spares(both, 'specs.http.update')).toBe(false);
  expect(spares({ ...fault('split.weights.zero'), alsoBreaks: ['specs.http'] }, 'specs.http.update')).toBe(
    false,
  );
});

test('each fault is asked with a few of them, the next one with others', () => {
  const judged = ['split.a', 'access.b', 'access.c', 'specs.d', 'gen.e'];
  const spared = (index: number): readonly string[] =>
    someSpared(fault('split.a'), { index, judged, count: 2 });

  expect([0, 1, 2].map(spared)).toEqual([
    ['access.b', 'access.c'],
    ['specs.d', 'access.b'],
    ['access.c', 'specs.d'],
  ]);
  expect(someSpared(fault('api.names'), { index: 3, judged, count: 2 })).toEqual([]);
});
