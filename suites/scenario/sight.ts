import type { ProbeResult } from '../../fixtures/agent/protocol.ts';
import { tally, unansweredInWords, type Tally } from '../judge/tally.ts';

/** What became of some calls, unjudged. */
export interface Sight {
  readonly sent: number;
  /** Requests that each workload answered; who answered none is absent. */
  readonly workloads: Readonly<Record<string, number>>;
  /** Requests that no application answered. */
  readonly lost: number;
  /** How those ended, in words: `status 503`, `reset`; most first. */
  readonly losses: readonly string[];
  /** For kept connections: how many requests each workload answered on each. */
  readonly perConnection: ProbeResult['perConnection'];
  /** All of it, as a sentence for the record. */
  readonly words: string;
}

export function sightOf(result: ProbeResult): Sight {
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
