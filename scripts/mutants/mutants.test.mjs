import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allMutants, decidingFiles, mutantsOf, sample } from './mutants.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('mutants', () => {
  it('are of files that exist, and never of faults, choices or tests', () => {
    const files = decidingFiles(root);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(files.filter((file) => /faults|choices|testing|\.test\./.test(file))).toEqual([]);
  });

  it('have a name each', () => {
    const names = allMutants(root).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1000);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are named by file, line, operator and index, and are the source but for the mistake', () => {
    const mutants = mutantsOf('runners/reference-mesh/behaviour/x.ts', '\nx = a && b && c;\n');
    expect(mutants.filter(({ name }) => name.includes('logic'))).toEqual([
      {
        name: 'behaviour/x.ts:2:logic:0',
        file: 'runners/reference-mesh/behaviour/x.ts',
        mutated: '\nx = a && b || c;\n',
        was: '&&',
        is: '||',
      },
      {
        name: 'behaviour/x.ts:2:logic:1',
        file: 'runners/reference-mesh/behaviour/x.ts',
        mutated: '\nx = a || b && c;\n',
        was: '&&',
        is: '||',
      },
    ]);
  });
});

describe('a sample', () => {
  const mutants = Array.from({ length: 50 }, (_, index) => ({ name: `m${index}` }));

  it('is the same for the same seed, and another for another', () => {
    expect(sample(mutants, '1', 10)).toEqual(sample([...mutants].reverse(), '1', 10));
    expect(sample(mutants, '2', 10)).not.toEqual(sample(mutants, '1', 10));
  });

  it('begins with every smaller one', () => {
    expect(sample(mutants, '1', 20).slice(0, 10)).toEqual(sample(mutants, '1', 10));
  });
});
