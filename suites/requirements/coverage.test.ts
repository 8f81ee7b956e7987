import { expect, test } from 'vitest';

import { registeredScenarios } from '../scenarios.ts';
import type { Requirement } from './catalogue.ts';
import { disagreements } from './coverage.ts';
import { loadCatalogue } from './load.ts';

const requirement = (id: string, status: Requirement['status']): Requirement => ({
  id,
  api: 'split',
  level: 'MUST',
  versions: ['v1alpha4'],
  versionOf: 'split',
  clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Specification' },
  source: { basis: 'sentence', sha256: ['0'.repeat(64)] },
  text: 'Something holds.',
  probe: 'It is looked at.',
  status,
});

test('agrees when exactly the judged ones have scenarios', () => {
  const catalogue = [requirement('split.a', 'judged'), requirement('split.b', 'pending')];
  expect(disagreements(catalogue, ['split.a'])).toEqual([]);
});

test('names scenarios without a requirement, and statuses that are wrong either way', () => {
  const catalogue = [
    requirement('split.a', 'judged'),
    requirement('split.b', 'pending'),
    requirement('split.c', 'excused'),
  ];
  expect(disagreements(catalogue, ['split.b', 'split.c', 'split.d'])).toEqual([
    expect.stringMatching(/^The scenario split\.d judges no requirement/),
    expect.stringMatching(/^split\.a says it is judged/),
    expect.stringMatching(/^split\.b has a scenario and says it is pending/),
    expect.stringMatching(/^split\.c has a scenario and says it is excused/),
  ]);
});

test('the catalogue and the scenarios of this suite agree', () => {
  const scenarios = registeredScenarios().map((scenario) => scenario.requirement);
  expect(disagreements(loadCatalogue(), scenarios)).toEqual([]);
});
