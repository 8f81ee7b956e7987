import pc from 'picocolors';
import type { JournalEvent, ScenarioResult } from '../../../reports/model.ts';
import type { CliContext } from '../context.ts';
import { advance, describeStanding, nothingYet, type Standing } from './tally.ts';

/** What the user sees while a run goes on: on a terminal one line that is drawn over, else plain lines. */
export interface Progress {
  /** A step outside of scenarios, in a few words. */
  step(text: string): void;
  event(event: JournalEvent): void;
  /** Something that a scenario or a library wrote. */
  log(text: string): void;
  /** Takes the status line away. Safe to call twice. */
  close(): void;
}

const redrawEveryMs = 200;
const sayEveryMs = 5000;
const eraseLine = '\r\u001B[2K';

export function createProgress({ err, now, every }: Pick<CliContext, 'err' | 'now' | 'every'>): Progress {
  const colors = pc.createColors(err.color);
  const nowMs = (): number => now().getTime();
  let standing: Standing = nothingYet;
  let current = '';
  let drawn = '';
  let said = '';
  let closed = false;

  const status = (): string => (standing.total === 0 ? current : describeStanding(standing, nowMs()));

  const draw = (): void => {
    const [longest = ''] = standing.running;
    const line = clip(`${status()}${longest === '' ? '' : `  ${longest}`}`, err.columns - 1);
    if (line !== drawn) err.write(`${eraseLine}${colors.dim(line)}`);
    drawn = line;
  };
  const say = (): void => {
    const line = status();
    if (line !== '' && line !== said) err.write(`${line}\n`);
    said = line;
  };
  const above = (line: string): void => {
    if (!err.interactive) return err.write(`${line}\n`);
    err.write(`${eraseLine}${line}\n`);
    drawn = '';
    if (!closed) draw();
  };

  const stopTimer = every(err.interactive ? redrawEveryMs : sayEveryMs, err.interactive ? draw : say);
  return {
    step: (text) => {
      current = text;
      if (err.interactive) draw();
      else {
        err.write(`${text}\n`);
        said = text;
      }
    },
    event: (event) => {
      standing = advance(standing, event, nowMs());
      if (event.event === 'scenario-finished') {
        const line = headline(event.result, colors);
        if (line !== undefined) above(line);
      }
      if (event.event === 'run-trouble')
        above(colors.magenta(`trouble  ${event.where}: ${firstLine(event.message)}`));
    },
    log: (text) => above(colors.dim(text.trimEnd())),
    close: () => {
      if (closed) return;
      closed = true;
      stopTimer();
      if (err.interactive) err.write(eraseLine);
      else say();
    },
  };
}

/** The line for a result that somebody who waits would want to know of at once. */
function headline(result: ScenarioResult, colors: ReturnType<typeof pc.createColors>): string | undefined {
  const { outcome, id, failure, reason = '' } = result;
  const got = failure === undefined ? reason : `wanted ${failure.wanted}; got ${failure.got}`;
  switch (outcome) {
    case 'fail':
      return `${colors.red('fail')}     ${id}: ${firstLine(got)}`;
    case 'inconclusive':
    case 'error':
      return `${colors.magenta(outcome === 'error' ? 'error   ' : 'unclear ')} ${id}: ${firstLine(reason)}`;
    case 'pass':
    case 'expected-failure':
    case 'unsupported':
    case 'skipped':
      return undefined;
  }
}

function firstLine(text: string): string {
  return clip(text.split('\n', 1)[0] ?? '', 300);
}

function clip(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
