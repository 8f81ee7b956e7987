import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { smiVersions } from '../../fixtures/smi/model.ts';
import { CatalogueError, loadCatalogue, parseCatalogue } from './load.ts';

const file = (rows: string, defaults = ''): string => `document: traffic-split
api: split
defaults:
  level: MUST
  versions: [v1alpha4]
  versionOf: split
  clause: { version: v1alpha4, heading: Specification }
  status: pending
${defaults}requirements:
${rows}`;

const hash = '0123456789abcdef'.repeat(4);

const row = (id: string, more = '', basis = 'sentence'): string => `  - id: ${id}
    source: { basis: ${basis}, sha256: [${hash}] }
    text: Something holds.
    probe: It is looked at.
${more}`;

describe('the catalogue as published', () => {
  const catalogue = loadCatalogue();

  test('has requirements of every family', () => {
    expect(new Set(catalogue.map((one) => one.api))).toEqual(
      new Set(['access', 'api', 'general', 'specs', 'split']),
    );
  });

  test('asks for nothing in versions that do not have it', () => {
    const versionsOf = (id: string): readonly string[] | undefined =>
      catalogue.find((one) => one.id === id)?.versions;
    expect(versionsOf('split.weights.milli')).toEqual(['v1alpha1']);
    expect(versionsOf('split.weights.not-sum-100')).toEqual(['v1alpha2', 'v1alpha3', 'v1alpha4']);
    expect(versionsOf('specs.http.headers.single')).toEqual(['v1alpha2', 'v1alpha3', 'v1alpha4']);
    expect(versionsOf('access.default-deny')).toEqual(smiVersions);
    const byPrefix = (prefix: string): readonly string[] => [
      ...new Set(catalogue.filter((one) => one.id.startsWith(prefix)).flatMap((one) => one.versions)),
    ];
    expect(byPrefix('split.matches.')).toEqual(['v1alpha3', 'v1alpha4']);
    expect(byPrefix('access.ib.')).toEqual(['v1alpha4']);
    expect(byPrefix('access.port.')).toEqual(['v1alpha1', 'v1alpha2']);
    expect(byPrefix('ex.access.l4')).toEqual(['v1alpha3', 'v1alpha4']);
    expect(byPrefix('specs.udp.')).toEqual(['v1alpha4']);
  });

  test('names a clause of the same API in every row of an API', () => {
    const documents = { split: 'traffic-split', access: 'traffic-access', specs: 'traffic-specs' } as const;
    const elsewhere = catalogue.filter(
      ({ api, clause }) => api in documents && !Object.values<string>(documents).includes(clause.document),
    );
    expect(elsewhere).toEqual([]);
  });

  test('says a thing once', () => {
    const texts = catalogue.map((one) => `${one.api} ${one.versionOf} ${one.text}`);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });
});

describe('a catalogue file', () => {
  test('may be of the examples of an API', () => {
    const [only] = parseCatalogue('x.yaml', file(row('ex.split.a')));
    expect(only?.requirement).toMatchObject({ id: 'ex.split.a', api: 'split' });
  });

  test('fills rows from its defaults', () => {
    const [first, second] = parseCatalogue(
      'x.yaml',
      file(
        row('split.a.b') +
          row('split.a.c', '    level: implied\n    clause: { version: v1alpha1, heading: Ports }\n'),
      ),
    );
    expect(first?.requirement).toEqual({
      id: 'split.a.b',
      api: 'split',
      level: 'MUST',
      versions: ['v1alpha4'],
      versionOf: 'split',
      clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Specification' },
      source: { basis: 'sentence', sha256: [hash] },
      text: 'Something holds.',
      probe: 'It is looked at.',
      status: 'pending',
    });
    expect(second?.requirement).toMatchObject({
      level: 'implied',
      clause: { document: 'traffic-split', version: 'v1alpha1', heading: 'Ports' },
    });
  });

  test.each<[string, string, RegExp]>([
    ['an unknown field', row('split.a.b', '    levle: MUST\n'), /^x\.yaml:10:\d+: requirements\.0: .*levle/],
    [
      'an unknown level',
      row('split.a.b', '    level: WILL\n'),
      /^x\.yaml:14:12: requirements\.0\.level: .*MUST/,
    ],
    [
      'an unknown version',
      row('split.a.b', '    versions: [v1beta1]\n'),
      /^x\.yaml:14:16: requirements\.0\.versions\.0: /,
    ],
    [
      'an id of another family',
      row('access.a'),
      /^x\.yaml:10:5: access\.a: wanted an id of the family split/,
    ],
    [
      'a text that is no sentence',
      row('split.a').replace('holds.', 'holds'),
      /^x\.yaml:12:11: requirements\.0\.text: wanted a sentence/,
    ],
    [
      'an excused row without an excuse',
      row('split.a', '    status: excused\n'),
      /split\.a: wanted an `excuse`/,
    ],
    [
      'an excuse without a reason',
      row('split.a', '    status: excused\n    excuse: no-api\n'),
      /split\.a: wanted an `excuse` .* and a `reason`/,
    ],
    [
      'an excuse that nobody knows',
      row('split.a', '    status: excused\n    excuse: too-hard\n    reason: It is so.\n'),
      /requirements\.0\.excuse: .*not-observable/,
    ],
    [
      'an excuse of what is judged',
      row('split.a', '    excuse: no-api\n'),
      /split\.a: `excuse` and `reason` are/,
    ],
    [
      'a reason of what is judged',
      row('split.a', '    reason: It is so.\n'),
      /split\.a: `excuse` and `reason` are/,
    ],
    [
      'an open question without readings',
      row('split.a', '    level: SILENT\n', 'silence'),
      /split\.a: wanted `observations`/,
    ],
    [
      'readings of what is judged',
      row('split.a', '    observations: [a, b]\n'),
      /split\.a: `observations` are for/,
    ],
    [
      'a fingerprint that is none',
      row('split.a').replace(hash, 'abc'),
      /^x\.yaml:11:\d+: requirements\.0\.source\.sha256\.0: wanted a SHA-256/,
    ],
    [
      'a demand whose source is silence',
      row('split.a', '', 'silence'),
      /split\.a: the basis silence does not go with MUST/,
    ],
    [
      'a silence that a sentence is said to break',
      row('split.a', '    level: SILENT\n    observations: [a, b]\n'),
      /split\.a: the basis sentence does not go with SILENT/,
    ],
    ['a question about metrics', row('split.a', '    versionOf: metrics\n'), /split\.a: wanted it `excused`/],
    ['broken YAML', '  - id: [\n', /^x\.yaml:\d+:\d+: not YAML/],
  ])('refuses %s and says where', (_, rows, message) => {
    expect(() => parseCatalogue('x.yaml', file(rows))).toThrow(CatalogueError);
    expect(() => parseCatalogue('x.yaml', file(rows))).toThrow(message);
  });

  test('wants what neither row nor defaults say', () => {
    const text = file(row('split.a')).replace('  level: MUST\n', '');
    expect(() => parseCatalogue('x.yaml', text)).toThrow(/split\.a: wanted `level`/);
  });
});

describe('a folder of files', () => {
  test('refuses an id that two files have, and names both places', () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    writeFileSync(join(folder, 'a.yaml'), file(row('split.a')));
    writeFileSync(join(folder, 'b.yaml'), file(row('split.b') + row('split.a')));
    expect(() => loadCatalogue(folder)).toThrow(
      /^b\.yaml:14:5: the id split\.a of split is taken already, at a\.yaml:10:5/,
    );
  });

  test('refuses to be empty', () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    expect(() => loadCatalogue(folder)).toThrow(/found none/);
  });
});
