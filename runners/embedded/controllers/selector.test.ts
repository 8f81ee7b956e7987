import { describe, expect, it } from 'vitest';
import { matchesLabels, matchesSelector } from './selector.ts';

describe('selectors', () => {
  it('select nothing when a Service has none', () => {
    expect(matchesLabels({}, { app: 'web' })).toBe(false);
    expect(matchesLabels({ app: 'web' }, { app: 'web', tier: 'front' })).toBe(true);
  });

  it.each([
    ['In', ['web'], true],
    ['NotIn', ['web'], false],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
  ])('understand %s', (operator, values, expected) => {
    expect(matchesSelector({ matchExpressions: [{ key: 'app', operator, values }] }, { app: 'web' })).toBe(
      expected,
    );
  });

  it('refuse an operator that Kubernetes does not have', () => {
    expect(() => matchesSelector({ matchExpressions: [{ key: 'app', operator: 'Like' }] }, {})).toThrow(
      '"Like"',
    );
  });
});
