import { describe, expect, it } from 'vitest';
import { kindOf } from './access-changes.ts';
import { planWalk } from './access-walk.ts';
import { admits } from './access-world.ts';

const walk = { targets: ['walk', 'walk-2'], groups: ['pages', 'shop'], steps: 14 };
const plan = (seed: number) => planWalk(walk, { seed, headers: true });

describe('a walk through access', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it.each([1, 2, 3, 4, 5])('tells at every stage of what is let in and what is not (seed %i)', (seed) => {
    const { first, stages } = plan(seed);
    let before = first;
    for (const { changes, calls } of stages.slice(1)) {
      const now = changes.at(-1)?.world ?? before;
      expect(calls.every(({ call, admitted }) => admits(now, call) === admitted)).toBe(true);
      expect(calls.some(({ admitted }) => admitted)).toBe(true);
      expect(calls.some(({ admitted }) => !admitted)).toBe(true);
      const old = before;
      expect(calls.some(({ call, admitted }) => admits(old, call) !== admitted)).toBe(true);
      before = now;
    }
    expect(stages).toHaveLength(1 + walk.steps);
  });

  it('has many kinds of changes, the same one never much more often than another', () => {
    const { first, stages } = plan(1);
    const counts = new Map<string, number>();
    let before = first;
    for (const { changes } of stages.slice(1)) {
      const [change] = changes;
      if (change !== undefined)
        counts.set(kindOf(before, change), (counts.get(kindOf(before, change)) ?? 0) + 1);
      before = changes.at(-1)?.world ?? before;
    }
    expect(counts.size).toBeGreaterThan(10);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(2);
  });

  it('never leaves a target that names a route which is not there, or an empty list', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      for (const { world } of plan(seed).stages.flatMap(({ changes }) => changes)) {
        for (const { sources, rules } of Object.values(world.targets)) {
          expect(sources.length).toBeGreaterThan(0);
          expect(new Set(sources).size).toBe(sources.length);
          expect(rules.length).toBeGreaterThan(0);
          for (const { group, matches } of rules) {
            const names = (world.groups[group] ?? []).map(({ name }) => name);
            expect(names).toEqual(expect.arrayContaining([...(matches ?? [])]));
            expect(matches?.length ?? 1).toBeGreaterThan(0);
          }
        }
        for (const routes of Object.values(world.groups)) {
          const names = routes.map(({ name }) => name);
          expect(new Set(names).size).toBe(names.length);
          expect(names.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
