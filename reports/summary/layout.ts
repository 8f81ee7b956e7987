import type pc from 'picocolors';

/** Text in columns and paragraphs for a terminal. Colours are added after padding, so they take no width. */

export type Paint = (text: string) => string;

/** What every part of a summary is laid out by. */
export interface Style {
  readonly width: number;
  readonly colors: ReturnType<typeof pc.createColors>;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Lines of a table whose columns are as wide as their widest cell, two spaces apart. */
export function table(rows: readonly (readonly Cell[])[], indent: string): readonly string[] {
  const widths = rows.reduce<number[]>((widest, row) => {
    for (const [column, { text }] of row.entries())
      widest[column] = Math.max(widest[column] ?? 0, text.length);
    return widest;
  }, []);
  return rows.map((row) => {
    const cells = row.map(({ text, paint }, column) => {
      const last = column === row.length - 1;
      const padding = last ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
      return `${paint === undefined ? text : paint(text)}${padding}`;
    });
    return `${indent}${cells.join('  ')}`;
  });
}

/** `text` in lines of at most `width` characters, broken between words; a word that is longer stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}

/** `label` in a column of `labelWidth`, the wrapped text beside it. */
export function labelled(
  label: string,
  text: string,
  options: {
    readonly indent: string;
    readonly labelWidth: number;
    readonly width: number;
    readonly paint?: Paint;
  },
): readonly string[] {
  const { indent, labelWidth, width, paint = (unpainted: string) => unpainted } = options;
  const lines = wrap(text, width - indent.length - labelWidth);
  return lines.map(
    (line, index) =>
      `${indent}${index === 0 ? paint(label.padEnd(labelWidth)) : ' '.repeat(labelWidth)}${line}`,
  );
}
