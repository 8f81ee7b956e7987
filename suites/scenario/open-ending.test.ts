import { expect, test } from 'vitest';
import { openEnding, type Ending } from './open-ending.ts';

const failed: Ending = {
  outcome: 'fail',
  reason: 'Wanted this; got that.',
  failure: { wanted: 'this', got: 'that', diagnosis: undefined },
};
const open = { observations: ['root', 'fails'] };

test('a scenario that only looks never fails', () => {
  expect(openEnding(failed, open, undefined)).toEqual({
    outcome: 'unsupported',
    reason: 'What the specification leaves open could not be seen here. Wanted this; got that.',
  });
  expect(openEnding(failed, open, 'root')).toEqual({ outcome: 'pass' });
});

test('one that judges does, and trouble stays trouble', () => {
  expect(openEnding(failed, {}, undefined)).toBe(failed);
  const trouble: Ending = { outcome: 'error', reason: 'The API server is gone.' };
  expect(openEnding(trouble, open, undefined)).toBe(trouble);
});
