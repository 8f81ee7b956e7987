import type { JournalEvent, OutcomeKind } from '../../../reports/model.ts';
import { describeDuration } from '../../../words/duration.ts';

/** Where a run stands: a pure function of the events up to now. */
export interface Standing {
  readonly total: number;
  readonly done: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  /** Of what takes time: when the first scenario was started, and how many have been started and ended. */
  readonly firstStartMs: number | undefined;
  readonly ended: number;
  /** Under way, the longest first. */
  readonly running: readonly string[];
}

export const nothingYet: Standing = {
  total: 0,
  done: 0,
  outcomes: {},
  firstStartMs: undefined,
  ended: 0,
  running: [],
};

/** `nowMs`: when the event came, on any clock that runs evenly. */
export function advance(standing: Standing, event: JournalEvent, nowMs: number): Standing {
  switch (event.event) {
    case 'planned':
      return { ...standing, total: standing.total + event.scenarios.length };
    case 'scenario-started':
      return {
        ...standing,
        firstStartMs: standing.firstStartMs ?? nowMs,
        running: [...standing.running, event.id],
      };
    case 'scenario-finished': {
      const { id, outcome } = event.result;
      const wasRunning = standing.running.includes(id);
      return {
        ...standing,
        done: standing.done + 1,
        outcomes: { ...standing.outcomes, [outcome]: (standing.outcomes[outcome] ?? 0) + 1 },
        ended: standing.ended + (wasRunning ? 1 : 0),
        running: standing.running.filter((other) => other !== id),
      };
    }
    case 'run-started':
    case 'run-trouble':
    case 'run-finished':
      return standing;
  }
}

/** An estimate needs a few ends to stand on. */
const enough = 5;

/** Milliseconds to go at the pace up to now; undefined while it would be a guess. */
export function remainingMs(
  { total, done, ended, firstStartMs }: Standing,
  nowMs: number,
): number | undefined {
  if (firstStartMs === undefined || ended < enough || done >= total) return undefined;
  return ((nowMs - firstStartMs) / ended) * (total - done);
}

/** `42 of 240, 1 fail, about 18.0 s to go`. */
export function describeStanding(standing: Standing, nowMs: number): string {
  const left = remainingMs(standing, nowMs);
  const notable = (
    ['fail', 'expected-failure', 'unsupported', 'skipped', 'inconclusive', 'error'] as const
  ).flatMap((kind) => {
    const count = standing.outcomes[kind] ?? 0;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return [
    `${standing.done} of ${standing.total}`,
    `${standing.outcomes.pass ?? 0} pass`,
    ...notable,
    ...(left === undefined ? [] : [`about ${describeDuration(left)} to go`]),
  ].join(', ');
}
