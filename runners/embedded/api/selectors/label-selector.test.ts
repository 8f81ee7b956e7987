import { expect, it } from 'vitest';
import { matchesSelector } from './label-selector.ts';

it.each([
  ['In', ['web'], true],
  ['In', ['shop'], false],
  ['NotIn', ['web'], false],
  ['NotIn', ['shop'], true],
  ['Exists', [], true],
  ['DoesNotExist', [], false],
  ['Like', ['web'], false],
])('understands %s %s of a label that is web', (operator, values, expected) => {
  expect(matchesSelector({ matchExpressions: [{ key: 'app', operator, values }] }, { app: 'web' })).toBe(
    expected,
  );
});
