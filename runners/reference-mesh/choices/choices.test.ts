import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../../suites/requirements/load.ts';
import { specification } from '../behaviour/specification.ts';
import { behaviourOf } from '../faults/behaviour-of.ts';
import { allFaults } from '../faults/index.ts';
import { choices } from './index.ts';

const readings = new Map(loadCatalogue().map(({ id, observations }) => [id, observations ?? []]));

describe('choices', () => {
  it('have names of their own, also among the faults', () => {
    const names = [...choices, ...allFaults].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of choices) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  });

  it('say in one sentence what the mesh does', () => {
    for (const { chooses } of choices) expect(chooses).toMatch(/^[A-Z][^.]*\.$/);
  });

  it.each(
    choices.flatMap(({ name, shows }) => Object.entries(shows).map((pair) => [name, ...pair] as const)),
  )('%s shows a reading that %s has: %s', (_name, requirement, reading) => {
    expect(readings.get(requirement)).toContain(reading);
  });

  it('are known to whoever reads mesh-config', () => {
    for (const { name, bend, bendDefinition } of choices) {
      const { behaviour, unknown } = behaviourOf([name]);
      expect(unknown).toEqual([]);
      expect(behaviour === specification).toBe(bend === undefined);
      expect(bend ?? bendDefinition).toBeDefined();
    }
  });
});
