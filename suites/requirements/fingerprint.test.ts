import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { passagesOf, type Passage } from './fingerprint.ts';

const texts = (markdown: string, kind: Passage['kind']): readonly string[] =>
  passagesOf(markdown)
    .filter((passage) => passage.kind === kind)
    .map(({ text }) => text);
const sentences = (markdown: string): readonly string[] => texts(markdown, 'sentence');

describe('sentences', () => {
  test.each<[string, string, readonly string[]]>([
    ['end at full stops', 'One is. Two\nis too! Is three?', ['One is.', 'Two is too!', 'Is three?']],
    ['may begin with code', 'It is so. `port` may be left out.', ['It is so.', 'port may be left out.']],
    ['go on after abbreviations', 'Clients (e.g. Envoy) call.', ['Clients (e.g. Envoy) call.']],
    ['go on after dots in names', 'The `spec.service` of v1.2 is it.', ['The spec.service of v1.2 is it.']],
    [
      'end with a list item',
      '* First item\n* second\n  part\n1. third',
      ['First item', 'second part', 'third'],
    ],
    ['end with a paragraph', 'Like this:\n\nNext.', ['Like this:', 'Next.']],
    ['are read as they look', '**Note:** a *must* is `*`, _not_ a_b_c.', ['Note: a must is *, not a_b_c.']],
    [
      'keep the text of links',
      'See [the `X`](/a/b.md), [Y][1].\n\n[1]: https://y.example',
      ['See the X, Y.'],
    ],
    ['are free of quotation marks of Markdown', '> Quoted\n> text.', ['Quoted text.']],
  ])('%s', (_, markdown, wanted) => {
    expect(sentences(markdown)).toEqual(wanted);
  });

  test('keep what may change their meaning: case, punctuation and numbers', () => {
    const [must, MUST, comma, two] = [
      'It must be 1.',
      'It MUST be 1.',
      'It must, be 1.',
      'It must be 2.',
    ].flatMap((markdown) => passagesOf(markdown).filter(({ kind }) => kind === 'sentence'));
    expect(new Set([must?.sha256, MUST?.sha256, comma?.sha256, two?.sha256]).size).toBe(4);
  });

  test('are the same in another layout', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 });
    const gaps = fc.array(fc.constantFrom(' ', '\n', '  ', '\t', '\r\n', '\u00a0'), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, gaps, (list, between) => {
        const spread = list.map((word, index) => `${word}${between[index] ?? ' '}`).join('');
        expect(sentences(`So ${spread.trimEnd()}.`)).toEqual([`So ${list.join(' ')}.`]);
      }),
    );
  });

  test('are the same in either form of Unicode', () => {
    expect(sentences('Cafe\u0301 is open.')).toEqual(sentences('Caf\u00e9 is open.'));
  });
});

describe('examples', () => {
  test('keep the indentation that means something, and lose that of the list they are in', () => {
    expect(texts('* Do:\n\n    ```yaml\n    a:\n      b: 1  \n    ```\n\n  Then.', 'example')).toEqual([
      'a:\n  b: 1',
    ]);
  });

  test('of code are not read as prose, whatever is in them', () => {
    expect(sentences('Before.\n```\n# Not a heading. No.\n| no table\n```\nAfter.')).toEqual([
      'Before.',
      'After.',
    ]);
  });

  test('that are tables are their cells', () => {
    expect(texts('| a | `b` |\n|---|:---|\n| c   |  *   |', 'example')).toEqual(['a | b\nc | *']);
  });

  test('that nobody closes reach to the end', () => {
    expect(texts('```\nopen', 'example')).toEqual(['open']);
  });
});

describe('sections', () => {
  const markdown = '# Title\n\nIntro.\n\n## The `First` one\n\nIt is. So.\n\n```\ncode\n```\n\n### Sub\n';

  test('hold all that stands under one heading, down to the next', () => {
    expect(texts(markdown, 'section')).toEqual(['Title\nIntro.', 'The First one\nIt is.\nSo.\ncode', 'Sub']);
  });

  test('say where everything stands', () => {
    expect(passagesOf(markdown).map(({ kind, heading, line }) => `${kind} ${heading} ${line}`)).toEqual([
      'section Title 1',
      'sentence Title 3',
      'section The First one 5',
      'sentence The First one 7',
      'sentence The First one 7',
      'example The First one 9',
      'section Sub 13',
    ]);
  });

  test('change with anything that is in them', () => {
    const [before] = passagesOf('# A\n\nOne. Two.').map(({ sha256 }) => sha256);
    const [after] = passagesOf('# A\n\nOne. Two. Three.').map(({ sha256 }) => sha256);
    expect(after).not.toBe(before);
  });
});

test('the fingerprint is the plain SHA-256 of the normalised text', () => {
  const wanted = createHash('sha256').update('So it is.').digest('hex');
  expect(passagesOf('So   *it*\nis.').map(({ sha256 }) => sha256)).toContain(wanted);
});
