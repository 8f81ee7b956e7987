import { describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../../reports/model.ts';
import { sampleResult } from '../../../reports/testing/samples.ts';
import type { Requirement } from '../../../suites/requirements/catalogue.ts';
import { specification } from '../../reference-mesh/behaviour/specification.ts';
import type { Choice } from '../../reference-mesh/choices/index.ts';
import { buildChoiceMatrix, neverSeen, renderChoices, type ChoiceMatrixSteps } from './choice-matrix.ts';

const open = (id: string, ...observations: readonly string[]): Requirement => ({
  id,
  api: 'split',
  level: 'SILENT',
  versions: ['v1alpha4'],
  versionOf: 'split',
  clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Specification' },
  source: { basis: 'implied', sha256: [] },
  text: 'Nothing is said of it.',
  probe: 'It is looked at.',
  observations,
  status: 'judged',
});

const choice = (name: string, shows: Readonly<Record<string, string>>): Choice => ({
  name,
  chooses: 'It chooses.',
  shows,
  bend: () => specification,
});

const saw = (requirement: string, observation: string): ScenarioResult => ({
  ...sampleResult(`${requirement}@v1alpha4`, 'pass'),
  observation,
});

const catalogue = [open('split.zero', 'fails', 'root', 'uniform')];
const quiet = (): void => undefined;

/** Answers with what each choice is said to show, or with what the table says it really does. */
function meshThat(really: Readonly<Record<string, ScenarioResult>>): ChoiceMatrixSteps['ask'] {
  return ([name = 'usual'], requirements) =>
    Promise.resolve(requirements.map((requirement) => really[name] ?? saw(requirement, 'fails')));
}

describe('buildChoiceMatrix', () => {
  it('counts a reading as seen by whichever mesh shows it, and names those that nobody shows', async () => {
    const matrix = await buildChoiceMatrix({
      choices: [choice('zero-is-root', { 'split.zero': 'root' })],
      usual: true,
      unseen: [],
      catalogue,
      ask: meshThat({ 'zero-is-root': saw('split.zero', 'root') }),
      onChoice: quiet,
    });

    expect(matrix.troubles).toEqual([]);
    expect(matrix.readings).toEqual([
      { requirement: 'split.zero', reading: 'fails', with: ['the usual'] },
      { requirement: 'split.zero', reading: 'root', with: ['zero-is-root'] },
      { requirement: 'split.zero', reading: 'uniform', with: [] },
    ]);
    expect(renderChoices(matrix, 'all')).toMatch(/uniform +NEVER SEEN[^]*2 of 3 readings seen\./);
    expect(renderChoices(matrix, 'some')).not.toContain('NEVER');
  });

  it('is troubled by a choice that shows something else, and by one that turns a scenario red', async () => {
    const { troubles } = await buildChoiceMatrix({
      choices: [
        choice('zero-is-root', { 'split.zero': 'root' }),
        choice('zero-is-uniform', { 'split.zero': 'uniform' }),
      ],
      usual: true,
      unseen: [],
      catalogue,
      ask: meshThat({
        'zero-is-root': saw('split.zero', 'fails'),
        'zero-is-uniform': { ...sampleResult('split.zero@v1alpha4', 'fail'), observation: 'uniform' },
      }),
      onChoice: quiet,
    });

    expect(troubles).toEqual([
      'With zero-is-root, split.zero should show root, and showed fails.',
      expect.stringMatching(/^With zero-is-uniform, split\.zero@v1alpha4 is fail/),
    ]);
  });

  it('knows readings that cannot be seen, and is troubled when one is', async () => {
    const unseen = ['fails', 'uniform'].map((reading) => ({
      requirement: 'split.zero',
      reading,
      because: 'It takes more than there is.',
    }));
    const matrix = await buildChoiceMatrix({
      choices: [],
      usual: true,
      unseen,
      catalogue,
      ask: meshThat({}),
      onChoice: quiet,
    });

    expect(neverSeen(matrix).map(({ reading }) => reading)).toEqual(['root']);
    expect(matrix.troubles).toEqual(['split.zero shows fails, which is listed as one that cannot be seen.']);
  });
});
