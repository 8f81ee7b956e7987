import { expect, it } from 'vitest';
import { matchesLabels } from './selector.ts';

it('selects nothing when a Service has no selector', () => {
  expect(matchesLabels({}, { app: 'web' })).toBe(false);
  expect(matchesLabels({ app: 'web' }, { app: 'web', tier: 'front' })).toBe(true);
});
