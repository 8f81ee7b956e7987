import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reasonToStop, resultsIn } from './trial.mjs';
import { newestOf } from './usual.mjs';

const limits = { enough: 3, sinceKill: 15, quiet: 90, whole: 240 };
const pace = { whole: 10, quiet: 1, kills: 0, sinceKill: 0 };

describe('a run', () => {
  it.each([
    [{}, undefined],
    [{ kills: 3 }, 'enough'],
    [{ kills: 1, sinceKill: 14 }, undefined],
    [{ kills: 1, sinceKill: 16 }, 'enough'],
    [{ quiet: 91 }, 'no result for 90 s'],
    [{ whole: 241 }, 'not at its end within 240 s'],
  ])('at %j stops because: %s', (change, reason) => {
    expect(reasonToStop({ ...pace, ...change }, limits)).toBe(reason);
  });

  it('is read while it is written', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mutants-test-'));
    try {
      const journal = path.join(folder, 'journal.ndjson');
      expect(resultsIn(journal)).toEqual([]);
      writeFileSync(
        journal,
        '{"event":"run-started"}\n{"event":"scenario-finished","result":{"id":"a"}}\n{"event":"scenario-finished","res',
      );
      expect(resultsIn(journal)).toEqual([{ id: 'a' }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the newest version', () => {
  it('is taken of each requirement, and of each group where it is asked of several', () => {
    expect(
      newestOf(['a@v1alpha1', 'a@v1alpha2', 'b@v1alpha1', 'c@split.v1alpha4', 'c@specs.v1alpha4']),
    ).toEqual(['a@v1alpha2', 'b@v1alpha1', 'c@split.v1alpha4', 'c@specs.v1alpha4']);
  });
});
