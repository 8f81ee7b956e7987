import { describe, expect, it } from 'vitest';
import { kindOfSplitChange } from './split-changes.ts';
import { planSplitWalk } from './split-walk.ts';
import { destinations, type SplitWorld } from './split-world.ts';

const walk = {
  roots: ['site', 'office', 'lab'],
  splits: ['walk', 'walk-2'],
  groups: ['first', 'second'],
  steps: 14,
};

describe('destinations', () => {
  const world: SplitWorld = {
    groups: {
      blue: [{ name: 'a', headers: { 'x-team': 'blue' } }],
      paid: [{ name: 'a', headers: { 'x-plan': 'paid' } }],
    },
    splits: {
      all: {
        root: 'site',
        backends: [
          { backend: 'two', weight: 3 },
          { backend: 'one', weight: 0 },
          { backend: 'three', weight: 1 },
        ],
        groups: undefined,
      },
      some: { root: 'office', backends: [{ backend: 'one', weight: 1 }], groups: ['blue', 'paid'] },
    },
  };

  it.each([
    ['backends by their weights', { root: 'site', headers: {} }, { v2: 3, v3: 1 }],
    ['the backend of any group', { root: 'office', headers: { 'x-plan': 'paid' } }, { v1: 1 }],
    ['the root where no condition is met', { root: 'office', headers: { 'x-plan': 'free' } }, { v0: 1 }],
    ['the root where there is no split', { root: 'lab', headers: {} }, { v0: 1 }],
  ])('are %s', (_, request, expected) => {
    expect(destinations(world, request)).toEqual(expected);
  });
});

describe('a walk through splits', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(planSplitWalk(walk, 7)).toEqual(planSplitWalk(walk, 7));
    expect(planSplitWalk(walk, 7)).not.toEqual(planSplitWalk(walk, 8));
  });

  it.each([1, 2, 3, 4, 5])('moves requests at every stage, and asks after some (seed %i)', (seed) => {
    const { first, stages } = planSplitWalk(walk, seed);
    let before = first;
    for (const { changes, requests } of stages) {
      const [old, now] = [before, changes.at(-1)?.world ?? before];
      const moved = requests.filter(
        (request) =>
          JSON.stringify(destinations(old, request)) !== JSON.stringify(destinations(now, request)),
      );
      expect(moved.length).toBeGreaterThan(0);
      before = now;
    }
  });

  it('has many kinds of changes', () => {
    const { first, stages } = planSplitWalk(walk, 1);
    let before = first;
    const kinds = stages.map(({ changes: [change, ...more] }) => {
      if (change === undefined) throw new Error('A stage without a change.');
      const kind = kindOfSplitChange(before, change);
      before = more.at(-1)?.world ?? change.world;
      return kind;
    });
    expect(new Set(kinds).size).toBeGreaterThan(9);
  });

  it('never has two splits of one root, a backend twice, no weight at all, or a small share', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      for (const { world } of planSplitWalk(walk, seed).stages.flatMap(({ changes }) => changes)) {
        const splits = Object.values(world.splits);
        expect(new Set(splits.map(({ root }) => root)).size).toBe(splits.length);
        for (const { backends } of splits) {
          expect(new Set(backends.map(({ backend }) => backend)).size).toBe(backends.length);
          const weights = backends.map(({ weight }) => weight).filter((weight) => weight > 0);
          expect(
            Math.min(...weights) / weights.reduce((sum, weight) => sum + weight, 0),
          ).toBeGreaterThanOrEqual(1 / 7);
        }
        expect(Object.values(world.groups).every((routes) => routes.length > 0)).toBe(true);
      }
    }
  });
});
