import { describe, expect, test } from 'vitest';
import { age } from './column.ts';
import { jsonPath } from './json-path.ts';

describe('age', () => {
  const now = Date.parse('2024-03-01T00:00:00Z');
  test.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [192, '3m12s'],
    [3_600, '60m'],
    [3 * 3_600, '3h'],
    [3 * 3_600 + 60, '3h1m'],
    [25 * 3_600, '25h'],
    [50 * 3_600, '2d2h'],
    [30 * 86_400, '30d'],
    [800 * 86_400, '2y70d'],
  ])('%d seconds', (seconds, text) => {
    expect(age(new Date(now - seconds * 1_000).toISOString(), { now: () => now })).toBe(text);
  });

  test('of nothing', () => {
    expect(age(undefined, { now: () => now })).toBe('<unknown>');
  });
});

describe('JSON paths of columns', () => {
  const value = {
    spec: { ports: [{ port: 80 }, { port: 81 }], names: ['a', 'b'] },
    metadata: { annotations: { 'a.b/c': 'd' } },
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Other', status: 'False' },
      ],
    },
  };
  test.each([
    ['.spec.names[0]', ['a']],
    ['.spec.names[-1]', ['b']],
    ['.spec.ports[*].port', [80, 81]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    ["['metadata']['annotations']['a.b/c']", ['d']],
    ['.metadata.annotations.a\\.b/c', ['d']],
    ['.none.of.this', []],
  ])('%s', (path, found) => {
    expect(jsonPath(value, path)).toEqual(found);
  });
});
