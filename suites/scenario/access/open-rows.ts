import type { OutcomeCount, ReceivedAnswer } from '../../../fixtures/agent/protocol.ts';
import { tally, unansweredInWords, unansweredOf } from '../../judge/tally.ts';
import { describeRow, type Row, type Seen } from '../access-table.ts';
import { Inconclusive } from '../ending.ts';
import { gateTimeoutMs, settlingMs, spacing } from '../traffic/waiting.ts';
import { controlOf } from './control.ts';
import { emptyProbe, probeRows, receivedOf, waitingRequests, type AccessTrial } from './row-probes.ts';

/**
 * Looks at rows that nothing decides: when a change has usually come into force, since no answer tells that one has, and
 * twice, some time apart, so that what is told is a state. Where none of them and no row
 * of the table was reached, a grant shows that there is a way, since requests may be lost for other reasons than a denial.
 */
export async function seeRows(
  trial: AccessTrial,
  rows: readonly Row[],
  wayIsShown: boolean,
): Promise<readonly Seen[]> {
  if (rows.length === 0) return [];
  const { scope } = trial;
  await scope.environment.clock.sleep(scope.state.untilSettled(settlingMs(scope.environment)), scope.signal);
  const first = await probeRows(trial, rows, waitingRequests, { timeoutMs: gateTimeoutMs });
  await scope.environment.clock.sleep(spacing(scope.environment), scope.signal);
  const second = await probeRows(trial, rows, trial.requests, { timeoutMs: gateTimeoutMs });
  const seen = await Promise.all(
    second.map(async ({ row, probe }, index) => {
      const received = await receivedOf(trial, probe.batch);
      return seenOf(row, [...(first[index]?.probe.outcomes ?? []), ...probe.outcomes], received);
    }),
  );
  for (const { row, fate, refusals } of seen)
    scope.record.note(describeRow(row), [[fate, ...refusals].join(', ')], { fate, refusals });
  const shown = wayIsShown || trial.wayShownBelow || seen.some(({ fate }) => fate !== 'denied');
  if (!shown) {
    const { unanswered } = tally((await controlOf(trial, [], emptyProbe)).outcomes);
    if (unansweredOf(unanswered) > 0)
      throw new Inconclusive(
        `No request was answered, not even where a grant opens the way (${unansweredInWords(unanswered)}).`,
      );
  }
  return seen;
}

/** What an application has received is not denied, whatever its client was told. */
function seenOf(row: Row, outcomes: readonly OutcomeCount[], received: readonly ReceivedAnswer[]): Seen {
  const { sent, unanswered } = tally(outcomes);
  const missed = unansweredOf(unanswered);
  const arrived = received.some(({ count }) => count > 0);
  return {
    row,
    fate: missed === 0 ? 'reached' : missed === sent && !arrived ? 'denied' : 'sometimes',
    refusals: unanswered.kinds.map(({ name }) => name),
  };
}
