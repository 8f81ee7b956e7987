import { describe, expect, it } from 'vitest';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import type { AskableRequirement } from '../../../suites/requirements/catalogue.ts';
import type { PlannedScenario, Scenario } from '../../../suites/scenario/types.ts';
import { UsageError } from '../errors.ts';
import {
  askingOrder,
  asksAloneAndTogether,
  checkDeviations,
  checkSelection,
  loadQuestions,
  type Questions,
} from './planning.ts';

function requirement(id: string, status: AskableRequirement['status'] = 'judged'): AskableRequirement {
  return {
    id,
    api: 'split',
    level: 'MUST',
    versions: ['v1alpha4'],
    versionOf: 'split',
    clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Specification' },
    source: { basis: 'sentence', sha256: ['0'.repeat(64)] },
    text: 'It holds.',
    probe: 'It is looked at.',
    status,
  };
}

function planned(id: string, testbed: Scenario['testbed'], waitsLong = false): PlannedScenario {
  return {
    id: `${id}@v1alpha4`,
    requirement: requirement(id),
    version: 'v1alpha4',
    scenario: {
      requirement: id,
      mode: 'permissive',
      testbed,
      alone: false,
      waitsLong,
      evenIfNotServed: false,
      run: () => Promise.resolve(),
    },
    decision: { do: 'run' },
    newest: true,
  };
}

const questions: Questions = {
  catalogue: [
    requirement('split.weights.zero'),
    requirement('split.ports'),
    requirement('split.later', 'pending'),
  ],
  scenarios: [],
  ids: ['split.weights.zero@v1alpha4', 'split.ports@v1alpha4'],
};

describe('asksAloneAndTogether', () => {
  const alone: Questions = {
    ...questions,
    scenarios: [
      { ...planned('split.ports', 'exclusive').scenario, alone: true },
      planned('split.weights.zero', 'shared').scenario,
    ],
  };

  it.each([
    ['all', { only: [], skip: [] }, true],
    ['what is asked alone', { only: ['split.ports'], skip: [] }, false],
    ['what is not', { only: [], skip: ['split.ports'] }, false],
  ])('of %s', (_, selection, expected) => {
    expect(asksAloneAndTogether(selection, alone)).toBe(expected);
  });
});

describe('checkSelection', () => {
  it.each([
    ['an id', ['split.ports'], []],
    ['a version', ['split.ports@v1alpha4'], []],
    ['a glob', ['split.*'], ['split.weights']],
    ['nothing', [], []],
  ])('takes %s', (_, only, skip) => {
    expect(() => checkSelection({ only, skip }, questions)).not.toThrow();
  });

  it.each([
    ['nothing fits', ['split.portz'], [], 'Did you mean "split.ports"?'],
    ['the version does not fit', ['split.ports@v1alpha3'], [], 'Did you mean "split.ports@v1alpha4"?'],
    ['--skip fits nothing', [], ['acces.*'], '--skip "acces.*" fits no scenario'],
    ['there is no scenario yet', ['split.later'], [], 'it is pending'],
    ['--skip takes all', ['split.ports'], ['split.*'], 'Nothing is left to run'],
  ])('refuses when %s', (_, only, skip, message) => {
    expect(() => checkSelection({ only, skip }, questions)).toThrow(UsageError);
    expect(() => checkSelection({ only, skip }, questions)).toThrow(message);
  });
});

describe('checkDeviations', () => {
  it('refuses a known deviation of a requirement that does not exist', () => {
    const profile = { title: 'Mesh', knownDeviations: [{ requirement: 'split.prots', url: 'u', note: 'n' }] };

    expect(() => checkDeviations(profile as unknown as MeshProfile, questions)).toThrow(
      'Did you mean "split.ports"?',
    );
  });
});

describe('askingOrder', () => {
  const all = [
    planned('a', 'exclusive'),
    planned('b', 'shared'),
    planned('c', 'none'),
    planned('d', 'destination'),
    planned('e', 'exclusive'),
    planned('f', 'shared'),
    planned('g', 'shared', true),
  ];
  const order = (seed: number): string =>
    askingOrder(all, seed)
      .map(({ requirement: { id } }) => id)
      .join('');

  it('asks those first that need a testbed to themselves or wait long, and else as the catalogue has it', () => {
    expect(order(0)).toBe('aegbdfc');
  });

  it('draws the same order for the same seed, others for others, and loses none', () => {
    const orders = [1, 2, 3, 4, 5, 6, 7, 8].map(order);

    expect(order(5)).toBe(orders[4]);
    expect(new Set(orders).size).toBeGreaterThan(1);
    for (const one of orders) {
      expect(one.split('').sort().join('')).toBe('abcdefg');
      expect(one.slice(0, 2).split('').sort().join('')).toBe('ae');
    }
  });
});

describe('loadQuestions', () => {
  it('has a scenario instance for each version of each judged requirement', () => {
    const { catalogue, scenarios, ids } = loadQuestions();
    const [first] = scenarios;
    const versions = catalogue.find(({ id }) => id === first?.requirement)?.versions ?? [];

    expect(versions.length).toBeGreaterThan(0);
    expect(ids.filter((id) => id.startsWith(`${first?.requirement ?? ''}@`))).toHaveLength(versions.length);
  });
});
