import pc from 'picocolors';
import { gradesOf, type Capability, type Grade, type Tally } from '../grades.ts';
import { outcomeKinds } from '../outcome.ts';
import type { Run } from '../run.ts';
import { describeDuration } from '../../words/duration.ts';
import { verdictOf, type RunVerdict } from '../verdict.ts';
import { labelled, table, wrap, type Cell, type Paint, type Style } from './layout.ts';
import { convergence, findings, notOffered, observed, slowest } from './notes.ts';
import { failures, undecided } from './problems.ts';

export interface SummaryOptions {
  /** Columns of the terminal; taken as 80 to 120. */
  readonly width: number;
  readonly color: boolean;
}

/** The run for a person at a terminal: what was graded, a table, what failed and how to see it again, the verdict. */
export function renderSummary(run: Run, options: SummaryOptions): string {
  const style: Style = {
    width: Math.min(120, Math.max(80, options.width)),
    colors: pc.createColors(options.color),
  };
  const sections = [
    heading(run, style),
    gradeTable(run, style),
    failures(run, style),
    undecided(run, style),
    notOffered(run, style),
    findings(run, style),
    observed(run, style),
    convergence(run, style),
    slowest(run, style),
    verdict(run, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ description, durationMs }: Run, { colors }: Style): readonly string[] {
  const { mesh, cluster, suite, runId, seed } = description;
  return [
    colors.bold(`${mesh.title} on ${cluster.title}`),
    colors.dim(`${suite.name} ${suite.version}, run ${runId}, seed ${seed}, ${describeDuration(durationMs)}`),
  ];
}

function gradeTable(run: Run, style: Style): readonly string[] {
  const grades = gradesOf(run.results);
  if (grades.length === 0) return [];
  const head = ['API', 'Version', 'Offered', 'Required', 'Advised', 'Undecided'].map((text) => ({
    text,
    paint: style.colors.dim,
  }));
  return [
    ...table([head, ...grades.map((grade) => gradeRow(grade, style))], ' '),
    '',
    ...wrap(
      'Offered: scenarios that mesh and cluster have what it takes for. Required (MUST and what it implies) and Advised (SHOULD): passed of judged.',
      style.width - 1,
    ).map((line) => style.colors.dim(` ${line}`)),
  ];
}

function gradeRow(grade: Grade, { colors }: Style): readonly Cell[] {
  const undecidedCount = grade.required.undecided + grade.recommended.undecided;
  return [
    { text: grade.api },
    { text: grade.version },
    offered(grade, colors),
    compliance(grade.required, { right: colors.green, wrong: colors.red, none: colors.dim }),
    compliance(grade.recommended, { right: colors.green, wrong: colors.yellow, none: colors.dim }),
    undecidedCount > 0
      ? { text: String(undecidedCount), paint: colors.magenta }
      : { text: '-', paint: colors.dim },
  ];
}

function offered({ capability, supported, asked }: Grade, colors: Style['colors']): Cell {
  const cells: Readonly<Record<Capability, Cell>> = {
    full: { text: `all ${asked}` },
    partial: { text: `${supported} of ${asked}`, paint: colors.cyan },
    none: { text: `none of ${asked}`, paint: colors.cyan },
    'not-asked': { text: 'not asked', paint: colors.dim },
  };
  return cells[capability];
}

function compliance(
  tally: Tally,
  paint: { readonly right: Paint; readonly wrong: Paint; readonly none: Paint },
): Cell {
  if (tally.judged === 0) return { text: 'none judged', paint: paint.none };
  const known = tally.expectedFailures > 0 ? ` (${tally.expectedFailures} known)` : '';
  return {
    text: `${tally.passed} of ${tally.judged}${known}`,
    paint: tally.passed === tally.judged ? paint.right : paint.wrong,
  };
}

const verdictWords: Readonly<Record<RunVerdict, string>> = {
  conformant: 'Conformant',
  'not-conformant': 'Not conformant',
  environment: 'Nothing judged: the environment could not be made',
  inconclusive: 'Inconclusive',
  interrupted: 'Interrupted',
};

function verdict(run: Run, { colors, width }: Style): readonly string[] {
  const { verdict: word, exitCode, reasons } = verdictOf(run);
  const paints: Readonly<Record<RunVerdict, Paint>> = {
    conformant: colors.green,
    'not-conformant': colors.red,
    environment: colors.magenta,
    inconclusive: colors.magenta,
    interrupted: colors.yellow,
  };
  const counts = outcomeKinds
    .filter((kind) => run.counts[kind] > 0)
    .map((kind) => `${run.counts[kind]} ${kind}`);
  return [
    `${colors.bold(paints[word](verdictWords[word]))} ${colors.dim(`(exit code ${exitCode})`)}`,
    ...reasons.flatMap((reason) => labelled('-', reason, { indent: ' ', labelWidth: 2, width })),
    ...wrap(`${run.results.length} scenarios: ${counts.join(', ')}`, width - 1).map((line) =>
      colors.dim(` ${line}`),
    ),
  ];
}
