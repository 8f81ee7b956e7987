import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, writeMesh } from './programs.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const file = 'runners/reference-mesh/sidecar/choose.ts';

describe('the programs of a mutant', () => {
  it('hold the mistake, and the checkout does not', async () => {
    const before = readFileSync(path.join(root, file), 'utf8');
    const asIs = await bundle(root);
    const mutated = `${before}\nglobalThis.mistake = 1;\n`;
    const programs = await bundle(root, { file, mutated });
    expect(Object.keys(programs).sort()).toEqual(['controller.mjs', 'sidecar.mjs']);
    const holding = (texts) =>
      Object.keys(texts).filter((name) => texts[name].includes('globalThis.mistake'));
    expect(holding(programs)).toEqual(['sidecar.mjs']);
    expect(holding(asIs)).toEqual([]);
    expect(readFileSync(path.join(root, file), 'utf8')).toBe(before);
  });

  it('are installed by a profile of their own', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mutants-test-'));
    try {
      const profile = writeMesh(root, folder, { 'controller.mjs': 'x', 'sidecar.mjs': 'y' });
      const text = readFileSync(profile, 'utf8');
      expect(text).not.toContain('dist/');
      expect(text).toContain('files: { sidecar.mjs: ./sidecar.mjs }');
      expect(text).toContain('maxMs: 3000');
      expect(readFileSync(path.join(folder, 'sidecar.mjs'), 'utf8')).toBe('y');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
