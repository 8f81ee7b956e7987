import { createHash } from 'node:crypto';

/**
 * A part of a document of the specification that can be the source of a requirement. Only its fingerprint is kept in the
 * catalogue: who tracks the text finds out by it that a source has changed, without the text being copied.
 */
export interface Passage {
  /** A sentence; an `example`, which is a fenced block or a table; or all that stands under one heading. */
  readonly kind: 'sentence' | 'example' | 'section';
  /** The heading right above it, as plain text; empty before the first. */
  readonly heading: string;
  /** Line of the document on which it begins, from 1. */
  readonly line: number;
  /** Normalised; what is hashed. */
  readonly text: string;
  /** SHA-256 of `text` in UTF-8, in lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The passages of a Markdown document, in order; each section comes before what is in it and ends at the next heading,
 * whatever its depth. Pure: the same text in another layout gives the same fingerprints. See docs/decisions/fingerprints.md.
 */
export function passagesOf(markdown: string): readonly Passage[] {
  const sections: Section[] = [{ heading: '', line: 1, passages: [] }];
  for (const block of blocksOf(markdown.normalize('NFC').split(/\r\n?|\n/))) {
    if (block.kind === 'heading') {
      sections.push({ heading: plain(block.text), line: block.line, passages: [] });
      continue;
    }
    const section = sections.at(-1);
    const texts = block.kind === 'prose' ? sentencesOf(block.text) : [block.text];
    const kind = block.kind === 'prose' ? 'sentence' : 'example';
    for (const text of texts) section?.passages.push(passage(kind, section.heading, block.line, text));
  }
  return sections
    .filter(({ heading, passages }) => heading !== '' || passages.length > 0)
    .flatMap(({ heading, line, passages }) => [
      passage('section', heading, line, [heading, ...passages.map(({ text }) => text)].join('\n')),
      ...passages,
    ]);
}

interface Section {
  readonly heading: string;
  readonly line: number;
  readonly passages: Passage[];
}

interface Block {
  readonly kind: 'heading' | 'prose' | 'example';
  readonly line: number;
  /** Markdown of headings and prose; normalised text of examples. */
  readonly text: string;
}

function passage(kind: Passage['kind'], heading: string, line: number, text: string): Passage {
  return { kind, heading, line, text, sha256: createHash('sha256').update(text, 'utf8').digest('hex') };
}

const fence = /^\s*(`{3,}|~{3,})/;
const linkTarget = /^\s{0,3}\[[^\]]+\]:\s/;
const listItem = /^\s*(?:[-*+]|\d+[.)])\s+/;

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let prose: { line: number; parts: string[] } | undefined;
  const endProse = (): void => {
    if (prose) blocks.push({ kind: 'prose', line: prose.line, text: prose.parts.join(' ') });
    prose = undefined;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const opening = fence.exec(line)?.[1];
    if (opening !== undefined || line.trimStart().startsWith('|')) {
      endProse();
      const first = at;
      const inside = (next: string): boolean =>
        opening === undefined ? next.trimStart().startsWith('|') : !next.trimStart().startsWith(opening);
      while (at + 1 < lines.length && inside(lines[at + 1] ?? '')) at++;
      const body = lines.slice(opening === undefined ? first : first + 1, at + 1);
      if (opening !== undefined) at++;
      blocks.push({
        kind: 'example',
        line: first + 1,
        text: opening === undefined ? tableText(body) : codeText(body),
      });
    } else if (/^#{1,6}\s/.test(line)) {
      endProse();
      blocks.push({ kind: 'heading', line: at + 1, text: line.replace(/^#+\s+|\s+#*\s*$/g, '') });
    } else if (line.trim() === '' || linkTarget.test(line)) {
      endProse();
    } else {
      if (listItem.test(line)) endProse();
      prose ??= { line: at + 1, parts: [] };
      prose.parts.push(line.replace(listItem, '').replace(/^\s*>+\s?/, ''));
    }
  }
  endProse();
  return blocks;
}

/** Indentation within code means something, so only what all lines share is taken off. */
function codeText(lines: readonly string[]): string {
  const kept = lines.map((line) => line.trimEnd());
  const depths = kept.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...depths, Number.MAX_SAFE_INTEGER);
  return kept
    .map((line) => line.slice(shared))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

function tableText(lines: readonly string[]): string {
  return lines
    .filter((line) => !/^[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map(plain)
        .join(' | '),
    )
    .join('\n');
}

/** A full stop, then space, then what may begin a sentence: a capital, a digit, a quotation, or markup before one. */
const boundary = /(?<=[.!?][)"'”’*_`]*)\s+(?=[\p{Lu}\d"'“‘([*_`!])/u;

function sentencesOf(markdown: string): readonly string[] {
  const sentences: string[] = [];
  let open = '';
  for (const piece of markdown.split(boundary)) {
    open = open === '' ? piece : `${open} ${piece}`;
    if (/\b(?:e\.g|i\.e|cf|vs)\.$/i.test(open)) continue;
    sentences.push(open);
    open = '';
  }
  return [...sentences, open].map(plain).filter((sentence) => sentence !== '');
}

/** What a reader sees: links and emphasis as their text, code without its ticks, every run of white space as one space. */
function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .split(/(`+[^`]+`+)/)
    .map((part) => (part.startsWith('`') ? part.replace(/^`+|`+$/g, '') : withoutMarkup(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutMarkup(text: string): string {
  return text
    .replace(/\*{1,3}(?=\S)|(?<=\S)\*{1,3}/g, '')
    .replace(/(?<![\p{L}\p{N}])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\p{N}])/gu, '');
}
