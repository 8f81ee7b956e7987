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
  const shared = sharedReasons(results);
  const alone = results.filter(({ reason = '' }) => !shared.has(reason));
  return [
    style.colors.bold(style.colors.magenta(`Undecided (${results.length})`)),
    ...alone.flatMap((result) => problem(result, style, style.colors.magenta)),
    ...[...shared].flatMap(([reason, count]) => [
      '',
      ...labelled(`${count} x`, reason, { indent: ' ', labelWidth: 6, width: style.width }),
    ]),
  ];
}

/** What is said of many scenarios in the same words is told once. */
function sharedReasons(results: readonly ScenarioResult[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reason = '' } of results) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return new Map([...counts].filter(([reason, count]) => reason !== '' && count > many));
}

/** Of as many scenarios with the same reason it would be tedious to read it each time. */
const many = 4;

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
