import { expect, test } from 'vitest';
import { ScenarioState, sharesOf } from './state.ts';
import { wholeWeights } from './objects/weights.ts';

function stateAt() {
  let now = 1_000;
  const clock = { now: () => now, sleep: async () => Promise.resolve() };
  return { state: new ScenarioState(clock), pass: (ms: number) => (now += ms), now: () => now };
}

test('the time left counts from the latest change', () => {
  const { state, pass } = stateAt();
  pass(400);
  state.changed();
  pass(100);
  expect(state.remaining(1_000)).toBe(900);
  pass(2_000);
  expect(state.remaining(1_000)).toBe(0);
});

test('a change is measured once, by the first who asks', () => {
  const { state, pass, now } = stateAt();
  expect(state.measure(now())).toBeUndefined();
  state.changed();
  pass(70);
  expect(state.measure(now())).toBe(70);
  expect(state.measure(now())).toBeUndefined();
});

const own = { v0: 1 };

test('the shares before a change are those of the change before, and the root’s own at first', () => {
  const { state } = stateAt();
  expect(state.previousShares('website')).toBeUndefined();
  state.routeChanged('website', { shares: { v1: 1 }, own, conditional: false });
  expect(state.previousShares('website')).toEqual(own);
  state.routeChanged('website', { shares: { v2: 1 }, own, conditional: false });
  expect(state.previousShares('website')).toEqual({ v1: 1 });
});

test('where conditions change, what is split now is taken for what went to the root before', () => {
  const { state } = stateAt();
  state.routeChanged('website', { shares: { v1: 1 }, own, conditional: true });
  const now = { shares: { v1: 1 }, own, conditional: false };
  state.routeChanged('website', now, { conditionsChanged: true });
  expect(state.previousShares('website')).toEqual(own);
  expect(state.route('website')).toEqual(now);
});

test('shares sum to one, and nothing stays nothing', () => {
  expect(
    sharesOf([
      ['v1', 1],
      ['v2', 3],
    ]),
  ).toEqual({ v1: 0.25, v2: 0.75 });
  expect(sharesOf([])).toEqual({});
  expect(sharesOf([['v1', 0]])).toEqual({});
});

test('quantities and whole numbers have one unit', () => {
  const weights = { a: '500m', b: '1', c: 2 } as unknown as Parameters<typeof wholeWeights>[0];
  expect([...wholeWeights(weights).values()]).toEqual([500, 1000, 2000]);
  const others = { a: '0.5', b: '1k', c: '1.5k' } as unknown as Parameters<typeof wholeWeights>[0];
  expect([...wholeWeights(others).values()]).toEqual([500, 1_000_000, 1_500_000]);
  expect(() => wholeWeights({ a: '1Ki' } as unknown as Parameters<typeof wholeWeights>[0])).toThrow('1Ki');
});

test('a change is left to settle before anybody asks', () => {
  const { state, pass } = stateAt();
  state.changed();
  expect(state.untilSettled(50)).toBe(50);
  pass(30);
  expect(state.untilSettled(50)).toBe(20);
  pass(30);
  expect(state.untilSettled(50)).toBe(0);
});
