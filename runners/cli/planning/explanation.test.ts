import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../../suites/requirements/catalogue.ts';
import { explainRequirement, type Surroundings } from './explanation.ts';

const judged: Requirement = {
  id: 'split.a',
  api: 'split',
  level: 'MUST',
  versions: ['v1alpha3', 'v1alpha4'],
  versionOf: 'split',
  clause: { document: 'traffic-split', version: 'v1alpha4', heading: 'Ports' },
  source: { basis: 'example', sha256: ['1'.repeat(64), '2'.repeat(64)] },
  text: 'Something holds.',
  probe: 'It is looked at.',
  status: 'judged',
};

const open: Requirement = {
  ...judged,
  level: 'SILENT',
  source: { basis: 'silence', sha256: ['3'.repeat(64)] },
  observations: ['left', 'right'],
};

const around: Surroundings = {
  faults: [
    { name: 'dropped', lies: 'It is dropped.', breaks: ['split.a'] },
    { name: 'other', lies: 'It is another.', breaks: ['split.b'] },
  ],
  choices: [{ name: 'right-hand', chooses: 'It goes right.', shows: { 'split.a': 'right' } }],
  deviations: [
    {
      mesh: 'A mesh',
      version: 'v1',
      requirements: ['split.a'],
      does: 'Drops it.',
      by: 'seen',
      where: 'a.md',
    },
    { mesh: 'Another', version: 'v2', requirements: ['split.b'], does: 'Keeps it.', by: 'read' },
  ],
};

const nothing: Surroundings = { faults: [], choices: [], deviations: [] };

const explain = (requirement: Requirement, surroundings: Surroundings = around, width = 80): string =>
  explainRequirement(requirement, surroundings, { width, colors: pc.createColors(false) }).join('\n');

describe('an explanation', () => {
  it('says what is asked, of whom, whose word it is, what proves it and who does otherwise', () => {
    expect(explain(judged)).toBe(
      [
        'split.a  ·  MUST  ·  judged',
        '',
        '  Something holds.',
        '',
        '  level     MUST: required by the text.',
        '            Asked in v1alpha3, v1alpha4 of split.smi-spec.io.',
        '',
        '  clause    traffic-split v1alpha4, "Ports".',
        '            An example shows it, with its outcome; SHA-256:',
        `              ${'1'.repeat(64)}`,
        `              ${'2'.repeat(64)}`,
        '',
        '  probe     It is looked at.',
        '',
        '  proof     The scenario is red on a reference mesh that has this fault:',
        '              dropped: It is dropped.',
        '',
        '  meshes    Known to do otherwise:',
        '              A mesh, v1: Drops it. (seen in a running mesh: a.md)',
        '',
        '  try it    smi-conformance run --only split.a',
        '            smi-conformance run --only split.a --fault dropped',
      ].join('\n'),
    );
  });

  it('shows the readings of what is open, and how each can be produced', () => {
    const page = explain(open);
    expect(page).toContain('              left\n');
    expect(page).toContain('              right: the reference mesh shows it with the choice right-hand\n');
    expect(page).toContain('smi-conformance run --only split.a --choice right-hand');
    expect(page).toContain('What published meshes are known to do:');
  });

  it('says why a thing is excused, and offers no command for it', () => {
    const page = explain({ ...judged, status: 'excused', excuse: 'no-api', reason: 'Nobody speaks of it.' });
    expect(page).toContain('  excused   no-api: no API of SMI covers it.\n            Nobody speaks of it.');
    expect(page).not.toContain('try it');
  });

  it('leaves out what nothing is known of', () => {
    expect(explain(judged, nothing)).not.toMatch(/proof|meshes|--fault/);
  });

  it('says of what is ambiguous that its words are, and leaves commands in one piece', () => {
    const name = `a-choice-${'with-a-long-name-'.repeat(4)}indeed`;
    const ambiguous: Requirement = { ...open, level: 'AMBIG', source: judged.source };
    const page = explain(ambiguous, {
      ...nothing,
      choices: [{ name, chooses: 'It goes right.', shows: { 'split.a': 'right' } }],
    });
    expect(page).toContain('What can be read in more than one way; SHA-256:');
    expect(page).toContain(`smi-conformance run --only split.a --choice ${name}`);
  });

  it('keeps to the width', () => {
    const long = { ...judged, probe: `${'word '.repeat(60)}ends.` };
    const widest = Math.max(
      ...explain(long)
        .split('\n')
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(80);
  });
});
