import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../reports/model.ts';
import { sampleEvents, sampleResult } from '../../reports/testing/samples.ts';
import { runProgram } from './program.ts';
import { testCli, type TestCli } from './testing/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function type(...words: readonly string[]): Promise<TestCli & { readonly code: number }> {
  const cli = testCli({ cwd: folder });
  return { ...cli, code: await runProgram(words, cli.context) };
}

describe('what is mistyped', () => {
  it.each([
    ['a command', ['rnu'], 'Did you mean run?'],
    ['an option', ['run', '--onyl', 'split'], 'Did you mean --only?'],
    ['a choice', ['run', '--cluster', 'kid'], 'Allowed choices are embedded, kind, current'],
    ['a number', ['run', '--testbeds', 'many'], 'whole number from 1 to 64'],
    ['a mesh', ['run', '--mesh', 'traefik-mes'], 'Did you mean "traefik-mesh"?'],
    ['a pattern', ['run', '--mesh', 'traefik-mesh', '--only', 'splitt.*'], 'fits no scenario'],
    ['an id', ['explain', 'split.weights.proportionl'], 'Did you mean "split.weights.proportional"?'],
    [
      'a fault on a mesh that has none',
      ['run', '--mesh', 'traefik-mesh', '--fault', 'x'],
      'cannot be told to break',
    ],
    ['a journal', ['report', 'no-such-journal'], 'cannot be read'],
    ['too many words', ['list', 'everything'], 'too many arguments'],
    ['clean of what leaves nothing', ['clean', '--cluster', 'embedded'], 'leaves nothing behind'],
  ])('%s is exit code 2, with a hint', async (_, words, hint) => {
    const { code, err } = await type(...words);

    expect(err()).toContain(hint);
    expect(code).toBe(2);
  });

  it('finds out before it makes a cluster or a folder', async () => {
    const { code, err } = await type(
      'run',
      '--mesh',
      'traefik-mesh',
      '--only',
      'split.weights',
      '--skip',
      'split.*',
    );

    expect(err()).toContain('Nothing is left to run');
    expect(code).toBe(2);
    await expect(readFile(join(folder, 'results'))).rejects.toThrow('ENOENT');
  });
});

describe('help', () => {
  it('is exit code 0 and goes to standard output', async () => {
    const { code, out, err } = await type('--help');

    expect(out()).toContain('Exit codes:');
    expect(err()).toBe('');
    expect(code).toBe(0);
  });

  it('is an error when no command is given', async () => {
    const { code, err } = await type();

    expect(err()).toContain('Usage: smi-conformance');
    expect(code).toBe(2);
  });
});

describe('list', () => {
  it('shows every requirement of the catalogue, in text and as JSON', async () => {
    const json = JSON.parse((await type('list', '--json')).out()) as readonly { readonly id: string }[];
    const lines = (await type('list')).out().split('\n');

    expect(json.length).toBeGreaterThan(50);
    expect(lines.slice(1, 1 + json.length).map((line) => line.split(' ')[0])).toEqual(
      json.map(({ id }) => id),
    );
  });
});

describe('explain', () => {
  it('says what is asked, whose word it is and how to run it', async () => {
    const { out, code } = await type('explain', 'split.weights.proportional@v1alpha4');

    expect(out()).toMatch(/^split\.weights\.proportional {2}· {2}MUST {2}· {2}judged\n\n {2}/);
    expect(out()).toContain('traffic-split');
    expect(out()).toContain('smi-conformance run --only split.weights.proportional');
    expect(code).toBe(0);
  });
});

describe('report', () => {
  async function journalOf(results: readonly ScenarioResult[], lines?: number): Promise<string> {
    const path = join(folder, `${results.map(({ outcome }) => outcome).join('-')}-${lines ?? 'all'}.ndjson`);
    const all = sampleEvents(results).map((event) => `${JSON.stringify(event)}\n`);
    await writeFile(path, all.slice(0, lines).join(''));
    return path;
  }

  it.each([
    ['a conformant run', [sampleResult('split.a@v1alpha4', 'pass')], undefined, 0],
    ['a run with a failure', [sampleResult('split.a@v1alpha4', 'fail')], undefined, 1],
    ['a run that was cut off', [sampleResult('split.a@v1alpha4', 'pass')], 4, 4],
  ])('of %s ends with the exit code of the run', async (_, results, lines, exitCode) => {
    const { code, out } = await type('report', await journalOf(results, lines));

    expect(out()).toContain(`(exit code ${exitCode})`);
    expect(code).toBe(exitCode);
  });

  it('writes the files that are asked for', async () => {
    const journal = await journalOf([sampleResult('split.a@v1alpha4', 'pass')]);
    const { code, out } = await type('report', journal, '--junit', 'deep/j.xml', '--json', 'r.json');

    expect(await readFile(join(folder, 'deep/j.xml'), 'utf8')).toContain('<testsuites');
    expect(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'))).toHaveProperty('verdict.exitCode', 0);
    expect(out()).toBe(`wrote ${join(folder, 'deep/j.xml')}\nwrote ${join(folder, 'r.json')}\n`);
    expect(code).toBe(0);
  });

  it('is never green when a file cannot be written', async () => {
    const journal = await journalOf([sampleResult('split.a@v1alpha4', 'pass')]);
    const { code, err } = await type('report', journal, '--json', `${journal}/below-a-file.json`);

    expect(err()).toContain('could not be written');
    expect(code).toBe(3);
  });
});

describe('doctor', () => {
  it('is content with a machine that can run the embedded cluster', async () => {
    const { code, out } = await type('doctor');

    expect(out()).toContain('good  Node');
    expect(code).toBe(0);
  });

  it('is exit code 3 without a kubeconfig, and says so', async () => {
    const { code, out } = await type('doctor', '--cluster', 'current');

    expect(out()).toContain('bad   cluster');
    expect(code).toBe(3);
  });
});
