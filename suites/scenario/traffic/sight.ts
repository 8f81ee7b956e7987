import type { ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { Gate } from '../../judge/gate.ts';
import type { Sight } from '../offers/calls.ts';
import { tally, unansweredInWords, type Tally } from '../../judge/tally.ts';

export function sightOf(result: Pick<ProbeResult, 'sent' | 'outcomes' | 'perConnection'>): Sight {
  const { sent, workloads, unanswered } = tally(result.outcomes);
  const answered = workloads.map(({ name, count }) => `${name} ${count}`);
  const losses = unanswered.kinds.map(({ name }) => name);
  return {
    sent,
    workloads: Object.fromEntries(workloads.map(({ name, count }) => [name, count])),
    lost: sent - workloads.reduce((sum, { count }) => sum + count, 0),
    losses,
    perConnection: result.perConnection,
    words: `Of ${sent} requests: ${[
      ...answered,
      ...(losses.length === 0 ? [] : [unansweredInWords(unanswered)]),
    ].join(', ')}.`,
  };
}

/** Several batches of the same calls, as one. */
export function merged(
  results: readonly ProbeResult[],
): Pick<ProbeResult, 'sent' | 'outcomes' | 'perConnection'> {
  return {
    sent: results.reduce((sum, { sent }) => sum + sent, 0),
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    perConnection: results.flatMap(({ perConnection }) => perConnection),
  };
}

/** Opens when the same has become of two batches in a row, and none of `without` has answered. */
export function steadyGate(spacingMs: number, without: readonly string[]): Gate {
  let last: Tally | undefined;
  return {
    awaits: 'the same to become of the requests twice in a row',
    spacingMs,
    evidence: 0,
    sign: (now) => {
      const before = last;
      last = now;
      const left = now.workloads.find(({ name }) => without.includes(name));
      if (left !== undefined)
        return { shows: false, why: `${left.name} still answered, as it did before the change` };
      return before !== undefined && alike(before, now)
        ? { shows: true, evidence: 0 }
        : { shows: false, why: 'what became of them changed from one batch to the next' };
    },
  };
}

/** Whether two batches show the same state: the same workloads and the same kinds of loss, whatever their numbers. */
export function alike(one: Tally, other: Tally): boolean {
  return kindsIn(one) === kindsIn(other);
}

function kindsIn({ workloads, unanswered }: Tally): string {
  return [...workloads, ...unanswered.kinds]
    .map(({ name }) => name)
    .sort()
    .join('\n');
}
