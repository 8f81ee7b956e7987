import { describe, expect, it } from 'vitest';
import { repeatCommand } from './repeat.ts';

describe('repeatCommand', () => {
  it.each([
    [['run'], 'smi-conformance run --only split.a@v1alpha4'],
    [
      ['run', '--only', 'split.*', 'access.*', '--keep'],
      'smi-conformance run --keep --only split.a@v1alpha4',
    ],
    [
      ['run', '--skip=x', '--mesh', './my mesh.yaml'],
      "smi-conformance run --mesh './my mesh.yaml' --only split.a@v1alpha4",
    ],
    [
      ['run', '--cluster', 'current', '--junit', 'out.xml', '--out', 'o', '--fault', 'a', 'b', '--json=j'],
      'smi-conformance run --cluster current --fault a b --only split.a@v1alpha4',
    ],
  ])('of %j', (words, command) => {
    expect(repeatCommand(words, 'split.a@v1alpha4')).toBe(command);
  });

  it('quotes as a shell reads it back', () => {
    expect(repeatCommand(['run', '--mesh', "it's"], 'a')).toBe(
      `smi-conformance run --mesh 'it'\\''s' --only a`,
    );
  });
});
