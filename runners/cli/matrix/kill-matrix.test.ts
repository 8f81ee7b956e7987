import { describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../../reports/model.ts';
import { sampleResult } from '../../../reports/testing/samples.ts';
import { specification } from '../../reference-mesh/behaviour/specification.ts';
import type { Fault } from '../../reference-mesh/faults/index.ts';
import { buildKillMatrix, judgeFault, unkilled, type KillMatrixSteps } from './kill-matrix.ts';

function fault(name: string, ...breaks: readonly string[]): Fault {
  return { name, lies: 'It lies.', breaks, bend: () => specification };
}

/** A mesh on which the faults turn red what the table says. */
function meshWith(
  reds: Readonly<Record<string, readonly string[]>>,
  asked: string[][] = [],
): KillMatrixSteps['ask'] {
  return (names, requirements) => {
    asked.push([names.join('+'), ...requirements]);
    const red = names.flatMap((name) => reds[name] ?? []);
    return Promise.resolve(
      requirements.flatMap((requirement): readonly ScenarioResult[] => [
        sampleResult(`${requirement}@v1alpha3`, 'pass'),
        sampleResult(`${requirement}@v1alpha4`, red.includes(requirement) ? 'fail' : 'pass'),
      ]),
    );
  };
}

const quiet = (): void => undefined;

describe('buildKillMatrix', () => {
  it('takes a fault as killed when a scenario of each broken requirement fails in a version', async () => {
    const { kills } = await buildKillMatrix({
      faults: [fault('swapped', 'split.a', 'split.b')],
      judged: ['split.a', 'split.b'],
      ask: meshWith({ swapped: ['split.a'] }),
      others: 0,
      onKills: quiet,
    });

    expect(kills).toEqual([
      {
        fault: 'swapped',
        requirement: 'split.a',
        killed: true,
        killedIn: ['v1alpha4'],
        otherwise: ['v1alpha3 pass'],
      },
      {
        fault: 'swapped',
        requirement: 'split.b',
        killed: false,
        killedIn: [],
        otherwise: ['v1alpha3 pass', 'v1alpha4 pass'],
      },
    ]);
  });

  it('asks the truthful mesh first, then each fault just what it breaks', async () => {
    const asked: string[][] = [];
    await buildKillMatrix({
      faults: [fault('one', 'split.a'), fault('two', 'split.b', 'split.a')],
      judged: ['split.a', 'split.b'],
      ask: meshWith({}, asked),
      others: 0,
      onKills: quiet,
    });

    expect(asked).toEqual([
      ['', 'split.a', 'split.b'],
      ['one', 'split.a'],
      ['two', 'split.b', 'split.a'],
    ]);
  });

  it('goes no further when the truthful mesh does not pass', async () => {
    const asked: string[][] = [];
    const matrix = await buildKillMatrix({
      faults: [fault('one', 'split.a')],
      judged: ['split.a'],
      ask: (names, requirements) => {
        asked.push([...names, ...requirements]);
        return Promise.resolve([sampleResult('split.a@v1alpha4', 'inconclusive')]);
      },
      others: 0,
      onKills: quiet,
    });

    expect(matrix).toEqual({
      baseline: ['split.a@v1alpha4 is inconclusive without any fault: Because of inconclusive.'],
      kills: [],
      spared: 0,
      bystanders: [],
    });
    expect(asked).toHaveLength(1);
  });

  it('lets a fault survive whose requirement nobody judges', async () => {
    const { kills } = await buildKillMatrix({
      faults: [fault('one', 'split.nobody')],
      judged: [],
      ask: meshWith({}),
      others: 0,
      onKills: quiet,
    });

    expect(kills).toMatchObject([{ killed: false, otherwise: ['no scenario judges it'] }]);
  });
});

describe('what a fault spares', () => {
  it('must stay green', async () => {
    const matrix = await buildKillMatrix({
      faults: [{ ...fault('one', 'split.a'), alsoBreaks: ['specs.f'] }],
      judged: ['split.a', 'split.b', 'access.e', 'access.g', 'specs.f', 'gen.h'],
      ask: meshWith({ one: ['split.a', 'split.b', 'access.e', 'specs.f', 'gen.h'] }),
      others: 6,
      onKills: quiet,
    });

    expect(matrix.kills.map(({ killed }) => killed)).toEqual([true]);
    expect(matrix).toMatchObject({ spared: 2, bystanders: [{ fault: 'one', requirement: 'access.e' }] });
  });
});

describe('judgeFault', () => {
  it.each(['inconclusive', 'error', 'skipped', 'unsupported', 'pass'] as const)(
    'never takes %s for a kill',
    (outcome) => {
      expect(
        judgeFault(fault('one', 'split.a'), [sampleResult('split.a@v1alpha4', outcome)])[0]?.killed,
      ).toBe(false);
    },
  );
});

describe('unkilled', () => {
  it('names the requirements that no fault turns red', () => {
    const kills = judgeFault(fault('one', 'split.a', 'split.b'), [sampleResult('split.a@v1alpha4', 'fail')]);

    expect(unkilled(['split.a', 'split.b', 'split.c'], kills)).toEqual(['split.b', 'split.c']);
  });
});
