import type { ScenarioResult } from '../model.ts';
import { isStaleDeviation } from '../outcome.ts';
import type { Run } from '../run.ts';
import { describeFailure } from '../text.ts';
import { labelled, type Paint, type Style } from './layout.ts';

/** What failed and what could not be decided, each with how to see it again. */
export function failures(run: Run, style: Style): readonly string[] {
  const failed = run.results.filter(({ outcome }) => outcome === 'fail');
  if (failed.length === 0) return [];
  return [
    style.colors.bold(style.colors.red(`Failed (${failed.length})`)),
    ...failed.flatMap((result) => problem(result, style, style.colors.red)),
  ];
}

export function undecided(run: Run, style: Style): readonly string[] {
  const results = run.results.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'error');
  if (results.length === 0) return [];
  return [
    style.colors.bold(style.colors.magenta(`Undecided (${results.length})`)),
    ...results.flatMap((result) => problem(result, style, style.colors.magenta)),
  ];
}

function problem(result: ScenarioResult, { colors, width }: Style, paint: Paint): readonly string[] {
  const kind = isStaleDeviation(result) ? 'stale entry of known deviations' : result.level;
  const note = result.outcome === 'fail' ? kind : `${result.level}, ${result.outcome}`;
  return [
    '',
    ` ${paint(result.id)} ${colors.dim(`(${note})`)}`,
    ...labelled('', result.text, { indent: '   ', labelWidth: 0, width }),
    ...describeFailure(result).flatMap(({ label, text }) =>
      labelled(label, text, { indent: '   ', labelWidth: 8, width, paint: colors.dim }),
    ),
  ];
}
