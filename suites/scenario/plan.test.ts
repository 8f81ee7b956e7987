import { describe, expect, test } from 'vitest';
import type { SmiDiscovery } from '../../fixtures/smi/index.ts';
import type { MeshProfile } from '../../fixtures/meshes/profile.ts';
import type { AskableRequirement } from '../requirements/catalogue.ts';
import { instanceIds, matchesPattern, planScenarios } from './plan.ts';
import type { PlannedScenario, Scenario } from './types.ts';

const requirement: AskableRequirement = {
  id: 'split.weights.zero',
  api: 'split',
  level: 'MUST',
  versions: ['v1alpha3', 'v1alpha4'],
  versionOf: 'split',
  clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Workflow' },
  source: { basis: 'sentence', sha256: ['0'.repeat(64)] },
  text: 'A weight of zero means no traffic.',
  probe: 'Weights 100 and 0.',
  status: 'judged',
};

const scenario: Scenario = {
  requirement: requirement.id,
  mode: 'permissive',
  testbed: 'shared',
  alone: false,
  waitsLong: false,
  evenIfNotServed: false,
  run: async () => Promise.resolve(),
};

interface Change {
  readonly scenario?: Partial<Scenario>;
  readonly profile?: object;
  readonly versions?: object;
  readonly only?: string[];
  readonly skip?: string[];
}

function plan(change: Change): readonly PlannedScenario[] {
  const profile = {
    title: 'Some Mesh',
    access: { asInstalled: 'permissive', modes: {} },
    declared: { split: ['v1alpha4'], access: [], specs: [], unsupported: [] },
    ...change.profile,
  } as unknown as MeshProfile;
  const discovery = {
    versions: { split: ['v1alpha4'], access: [], specs: [], ...change.versions },
  } as unknown as SmiDiscovery;
  return planScenarios({
    catalogue: [requirement],
    scenarios: [{ ...scenario, ...change.scenario }],
    discovery,
    profile,
    only: change.only ?? [],
    skip: change.skip ?? [],
  });
}

function decisions(change: Change = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan(change).map(({ id, decision }) => [
      id,
      decision.do === 'run' ? 'run' : `${decision.outcome}: ${decision.reason}`,
    ]),
  );
}

test('the newest version that is asked is marked, whatever is selected', () => {
  const newest = (change: Change): readonly string[] =>
    plan(change).flatMap(({ id, newest: is }) => (is ? [id] : []));
  const both = { split: ['v1alpha3', 'v1alpha4'] };

  expect(newest({ versions: both })).toEqual(['split.weights.zero@v1alpha4']);
  expect(newest({ versions: { split: ['v1alpha3'] } })).toEqual(['split.weights.zero@v1alpha3']);
  expect(newest({ versions: both, only: ['*@v1alpha3'] })).toEqual([]);
});

describe('the plan', () => {
  test('asks in each served version and says why it leaves the others', () => {
    expect(decisions()).toEqual({
      'split.weights.zero@v1alpha3':
        'unsupported: The cluster does not serve split.smi-spec.io/v1alpha3; it serves v1alpha4.',
      'split.weights.zero@v1alpha4': 'run',
    });
  });

  test('says so when the group is not served at all', () => {
    expect(decisions({ versions: { split: [] } })['split.weights.zero@v1alpha4']).toContain(
      'serves no version',
    );
  });

  test('asks for what is claimed and not served where that is the question', () => {
    const asked = decisions({ scenario: { evenIfNotServed: true }, versions: { split: [] } });
    expect(asked['split.weights.zero@v1alpha4']).toBe('run');
    expect(asked['split.weights.zero@v1alpha3']).toContain('unsupported');
  });

  test('leaves what the profile does not claim, with its reason', () => {
    const unsupported = [{ requirements: ['split.weights.*'], reason: 'no weights here' }];
    const asked = decisions({ profile: { declared: { split: [], access: [], specs: [], unsupported } } });
    expect(asked['split.weights.zero@v1alpha4']).toBe(
      'unsupported: Some Mesh does not claim it: no weights here',
    );
  });

  test('leaves what needs an access mode that the mesh does not have', () => {
    expect(decisions({ scenario: { mode: 'strict' } })['split.weights.zero@v1alpha4']).toContain(
      'strict access mode',
    );
  });

  test('keeps to --only, and reports what --skip leaves out', () => {
    expect(decisions({ only: ['split.root'] })).toEqual({});
    expect(decisions({ only: ['*@v1alpha4'], skip: ['split.weights'] })).toEqual({
      'split.weights.zero@v1alpha4': 'skipped: Left out by --skip split.weights.',
    });
  });
});

test('what is asked of several groups says which in its id, and is found by version all the same', () => {
  const rows = [
    requirement,
    { ...requirement, id: 'api.roundtrip' },
    { ...requirement, id: 'api.roundtrip', versionOf: 'specs' as const },
  ];
  const nameOf = instanceIds(rows);
  expect(rows.map((row) => nameOf(row, 'v1alpha4'))).toEqual([
    'split.weights.zero@v1alpha4',
    'api.roundtrip@split.v1alpha4',
    'api.roundtrip@specs.v1alpha4',
  ]);
  expect(matchesPattern('api.roundtrip@specs.v1alpha4', '*@v1alpha4')).toBe(true);
  expect(matchesPattern('api.roundtrip@specs.v1alpha4', 'api.roundtrip@split.*')).toBe(false);
});

test.each([
  ['split.weights.zero', true],
  ['split.weights.zero@v1alpha4', true],
  ['split.weights.zero@v1alpha3', false],
  ['split.weights', true],
  ['split.weight', false],
  ['split.*', true],
  ['*zero@*4', true],
  ['split.weights.zer', false],
  ['splitXweights.zero', false],
])('split.weights.zero@v1alpha4 against %s', (pattern, fits) => {
  expect(matchesPattern('split.weights.zero@v1alpha4', pattern)).toBe(fits);
});
