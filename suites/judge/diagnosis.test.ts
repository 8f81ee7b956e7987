import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnosis.ts';
import type { SplitWorld } from './suspects.ts';

const world: SplitWorld = {
  backends: [
    { name: 'v1', weight: 90, endpoints: 1 },
    { name: 'v2', weight: 10, endpoints: 3 },
  ],
  root: { v0: 2 },
  previous: { v1: 0.6, v2: 0.4 },
};

describe('diagnose', () => {
  it.each([
    { counts: { v1: 148, v2: 152 }, names: ['uniform', 'uniform-positive'] },
    { counts: { v1: 77, v2: 223 }, names: ['per-endpoint'] },
    { counts: { v1: 228, v2: 72 }, names: ['weight-times-endpoints'] },
    { counts: { v1: 27, v2: 273 }, names: ['swapped'] },
    { counts: { v1: 300 }, names: ['all-to-v1'] },
    { counts: { v0: 300 }, names: ['root-only'] },
    { counts: { v1: 8960, v2: 1020, v0: 20 }, names: ['leak'] },
    { counts: { v1: 605, v2: 395 }, names: ['previous'] },
  ])('knows $names by $counts', ({ counts, names }) => {
    expect(diagnose(counts, world)?.names).toEqual(names);
  });

  it('says nothing of counts that the weights explain', () => {
    expect(diagnose({ v1: 270, v2: 30 }, world)).toBeUndefined();
    expect(diagnose({ v1: 255, v2: 45 }, world)).toBeUndefined();
  });

  it('says nothing where two faults are too near to each other to tell', () => {
    // Between a quarter and three tenths for v1: per endpoint, or as before.
    expect(diagnose({ v1: 82, v2: 218 }, { ...world, previous: { v1: 0.3, v2: 0.7 } })).toBeUndefined();
    expect(diagnose({ v1: 82, v2: 218 }, world)?.names).toEqual(['per-endpoint']);
  });

  it('says nothing where no fault explains the counts, though one is nearest', () => {
    expect(diagnose({ v1: 6800, v2: 3200 }, world)).toBeUndefined();
  });

  it('reads weights as percentages that fall back to the root', () => {
    const split: SplitWorld = {
      backends: [
        { name: 'v1', weight: 10 },
        { name: 'v2', weight: 30 },
      ],
      root: { v0: 1 },
    };
    expect(diagnose({ v1: 33, v2: 88, v0: 179 }, split)?.names).toEqual(['percentages']);
    const sentence = diagnose({ v1: 33, v2: 88, v0: 179 }, split)?.sentence;
    expect(sentence).toContain('leaves the other 60 % to the root service: v0 60 %, v1 10 % and v2 30 %');
  });

  it('knows quantities whose unit was dropped or rounded away', () => {
    const split: SplitWorld = {
      backends: [
        { name: 'v1', weight: 1000, quantity: '1' },
        { name: 'v2', weight: 500, quantity: '500m' },
      ],
    };
    expect(diagnose({ v1: 1, v2: 299 }, split)?.names).toContain('unit-dropped');
    expect(diagnose({ v1: 750, v2: 750 }, split)?.names).toContain('quantity-rounded-up');
  });

  it('knows shares that were cut to whole percents', () => {
    const split: SplitWorld = {
      backends: [
        { name: 'v1', weight: 1 },
        { name: 'v2', weight: 999 },
      ],
    };
    // 0.1 % cut to 0 %: for the counts, the same as everything to the other one.
    expect(diagnose({ v2: 40_000 }, split)?.names).toEqual(
      expect.arrayContaining(['all-to-v2', 'whole-percent-cut', 'whole-percent-rounded']),
    );
  });

  it('says by how much it is likelier', () => {
    const diagnosis = diagnose({ v1: 150, v2: 150 }, { backends: world.backends });
    // 150 log10(0.5/0.9) + 150 log10(0.5/0.1) = 66.5
    expect(diagnosis?.beatsConfigured).toBeCloseTo(66.55, 1);
    expect(diagnosis?.sentence).toContain('v1 50 % and v2 50 %. It makes the counts 10^66 times likelier');
  });
});
