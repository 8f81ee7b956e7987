import { describe, expect, it } from 'vitest';
import { Coverage, listChange } from './coverage.ts';
import { Draw } from './draw.ts';
import { edited } from './edited.ts';

describe('Draw', () => {
  it('gives each number about as often', () => {
    const draw = new Draw(1);
    const drawn = Array.from({ length: 5000 }, () => draw.below(5));
    for (const number of [0, 1, 2, 3, 4]) {
      const share = drawn.filter((one) => one === number).length / drawn.length;
      expect(share).toBeGreaterThan(0.17);
      expect(share).toBeLessThan(0.23);
    }
  });

  it('draws some, each once, and never nothing from at least one', () => {
    const draw = new Draw(2);
    const items = ['a', 'b', 'c'];
    expect(draw.some(items).toSorted()).toEqual(items);
    expect(draw.some(items, 2)).toHaveLength(2);
    for (let i = 0; i < 50; i += 1) expect(draw.atLeastOne(items).length).toBeGreaterThan(0);
    expect(() => draw.one([])).toThrow('empty list');
  });
});

describe('edited', () => {
  it('comes to every kind of change, and never to an empty list', () => {
    const draw = new Draw(3);
    const seen = Array.from({ length: 100 }, () => edited(['a', 'b'], ['c'], draw));
    expect(new Set(seen.map((now) => listChange(['a', 'b'], now)))).toEqual(
      new Set(['same', 'order', 'more', 'less', 'other']),
    );
    expect(seen.every((now) => now.length > 0 && new Set(now).size === now.length)).toBe(true);
    expect(edited(['a'], [], draw)).toEqual(['a']);
  });
});

describe('Coverage', () => {
  it('draws what came least often', () => {
    const coverage = new Coverage();
    const candidates = ['x', 'y', 'z'].map((kind) => ({ item: kind, kind }));
    const draw = new Draw(4);
    const drawn = Array.from({ length: 6 }, () => coverage.draw(candidates, draw));
    expect(drawn.slice(0, 3).toSorted()).toEqual(['x', 'y', 'z']);
    expect(drawn.slice(3).toSorted()).toEqual(['x', 'y', 'z']);
  });
});
