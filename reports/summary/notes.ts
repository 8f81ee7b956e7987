import { gradesOf } from '../grades.ts';
import type { Run } from '../run.ts';
import { describeDuration } from '../../words/duration.ts';
import { labelled, table, type Style } from './layout.ts';

/** Scenarios in the table of the slowest, and how long one must take to be worth a line, in milliseconds. */
const slowestShown = 5;
const worthALineMs = 1_000;

export function notOffered(run: Run, style: Style): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { outcome, reason = 'No reason was given.' } of run.results) {
    if (outcome === 'unsupported') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (reasons.size === 0) return [];
  return [
    style.colors.bold(`Not offered (${run.counts.unsupported})`),
    ...[...reasons.entries()].flatMap(([reason, count]) =>
      labelled(`${count} x`, reason, {
        indent: ' ',
        labelWidth: 7,
        width: style.width,
        paint: style.colors.cyan,
      }),
    ),
  ];
}

/** Holes in security where no clause decides: never a failure, and never to be overlooked. */
export function findings({ results }: Run, { colors, width }: Style): readonly string[] {
  const found = results.flatMap(({ id, finding }) => (finding === undefined ? [] : [{ id, finding }]));
  if (found.length === 0) return [];
  return [
    colors.bold(colors.yellow(`Findings (${found.length})`)),
    ...found.flatMap(({ id, finding }) => [
      ` ${colors.yellow(id)}`,
      ...labelled('', finding, { indent: '   ', labelWidth: 0, width }),
    ]),
  ];
}

export function observed(run: Run, { colors, width }: Style): readonly string[] {
  const count = gradesOf(run.results).reduce((sum, { observations }) => sum + observations.length, 0);
  if (count === 0) return [];
  return [
    colors.bold(`Observed (${count})`),
    ...labelled(
      '',
      'What the mesh does where the specification leaves the answer open is in the JSON report, and is no part of the verdict.',
      {
        indent: ' ',
        labelWidth: 0,
        width,
      },
    ),
  ];
}

/** How soon changes came into force, by API: nothing is demanded of that, and much is asked. */
export function convergence({ results }: Run, { colors }: Style): readonly string[] {
  const times = new Map<string, { readonly ms: number; readonly id: string }[]>();
  for (const { api, id, convergenceMs } of results) {
    const before = times.get(api) ?? [];
    times.set(api, [...before, ...convergenceMs.map((ms) => ({ ms, id }))]);
  }
  const rows = [...times].flatMap(([api, unsorted]) => {
    const sorted = unsorted.sort((a, b) => a.ms - b.ms);
    const median = sorted[Math.floor((sorted.length - 1) / 2)];
    const last = sorted.at(-1);
    if (median === undefined || last === undefined) return [];
    const changes = `${sorted.length} ${sorted.length === 1 ? 'change' : 'changes'}`;
    return [
      [
        api,
        changes,
        `median ${describeDuration(median.ms)}`,
        `at most ${describeDuration(last.ms)}`,
        last.id,
      ],
    ];
  });
  if (rows.length === 0) return [];
  return [
    colors.bold('Changes in force after'),
    ...table(
      rows.map((cells) =>
        cells.map((text, column) => (column === cells.length - 1 ? { text, paint: colors.dim } : { text })),
      ),
      ' ',
    ),
  ];
}

/** Where the time went, for whoever wants a shorter run. */
export function slowest({ results }: Run, { colors }: Style): readonly string[] {
  const worth = results
    .filter(({ durationMs }) => durationMs >= worthALineMs)
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, slowestShown);
  if (worth.length === 0) return [];
  return [
    colors.bold('Slowest'),
    ...table(
      worth.map(({ id, durationMs }) => [
        { text: describeDuration(durationMs) },
        { text: id, paint: colors.dim },
      ]),
      ' ',
    ),
  ];
}
