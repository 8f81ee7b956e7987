import { describe, expect, test } from 'vitest';

import type { Requirement } from './catalogue.ts';
import { passagesOf } from './fingerprint.ts';
import { changedSources, documentPath } from './source-check.ts';

const path = 'apis/traffic-split/v1alpha4/traffic-split.md';
const document = '# Split\n\n## Weights\n\nThey add up. They are whole.\n\n## Ports\n\nThere are none.\n';

const fingerprintOf = (text: string): string => {
  const found = passagesOf(document).find((passage) => passage.text === text);
  if (found === undefined) throw new Error(`The document has no passage "${text}".`);
  return found.sha256;
};

const requirement = (heading: string, ...texts: readonly string[]): Requirement => ({
  id: 'split.a',
  api: 'split',
  level: 'MUST',
  versions: ['v1alpha4'],
  versionOf: 'split',
  clause: { document: 'traffic-split', version: 'v1alpha4', heading },
  source: { basis: 'sentence', sha256: texts.map(fingerprintOf) },
  text: 'It holds.',
  probe: 'It is looked at.',
  status: 'judged',
});

const changes = (text: string | undefined, ...catalogue: readonly Requirement[]) =>
  changedSources(catalogue, (wanted) => (wanted === path ? text : undefined));

describe('a checkout of the specification', () => {
  const weights = requirement('Weights', 'They add up.', 'They are whole.');

  test('is as the catalogue knows it, in whatever layout', () => {
    const other = document.replace('They add up. They', 'They *add*\nup.\nThey');
    expect(changes(document, weights)).toEqual([]);
    expect(changes(other, weights)).toEqual([]);
  });

  test('has other words', () => {
    expect(changes(document.replace('add up', 'are added'), weights)).toEqual([
      {
        requirement: 'split.a',
        path,
        heading: 'Weights',
        what: 'changed',
        sha256: fingerprintOf('They add up.'),
      },
    ]);
  });

  test('says it elsewhere', () => {
    expect(changes(document, requirement('Weights', 'There are none.'))).toEqual([
      expect.objectContaining({ what: 'moved', heading: 'Weights', to: 'Ports' }),
    ]);
  });

  test('breaks a silence by any sentence under the heading', () => {
    const silent = requirement('Ports', 'Ports\nThere are none.');
    expect(changes(document, silent)).toEqual([]);
    expect(changes(`${document}One may be given.\n`, silent)).toEqual([
      expect.objectContaining({ what: 'changed' }),
    ]);
  });

  test('lost a heading, or a document', () => {
    expect(changes(document.replace('## Weights', '## Shares'), weights)).toEqual([
      { requirement: 'split.a', path, heading: 'Weights', what: 'heading-missing' },
    ]);
    expect(changes(undefined, weights)).toEqual([
      { requirement: 'split.a', path, heading: 'Weights', what: 'document-missing' },
    ]);
  });
});

test('documents are where the specification keeps them', () => {
  expect(documentPath({ document: 'traffic-access', version: 'v1alpha3', heading: '' })).toBe(
    'apis/traffic-access/v1alpha3/traffic-access.md',
  );
  expect(documentPath({ document: 'SPEC_LATEST_STABLE', version: 'v0.6.0', heading: '' })).toBe(
    'SPEC_LATEST_STABLE.md',
  );
});
