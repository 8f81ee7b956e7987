import type { ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { ProbeRequest } from '../../../fixtures/testbed/agent-pod.ts';
import { classifyGranularity, type Granularity } from '../../judge/granularity.ts';
import { tally, unansweredOf } from '../../judge/tally.ts';

/** Enough for both questions: among two backends neither 30 connections nor 120 pairs of requests go one way by chance. */
const connections = 30;
const requests = 5;

/**
 * Sends some requests on each of some kept connections, one connection after the other, so that a rotation of the client's
 * requests cannot keep step with its connections. Where not all is answered little can be told.
 */
export async function observeGrain(
  backends: number,
  send: (manner: Pick<ProbeRequest, 'count' | 'concurrency' | 'connection'>) => Promise<ProbeResult>,
): Promise<Granularity> {
  const kept = { use: 'kept', connections, dealt: 'in-blocks' } as const;
  // Few first: where nothing is answered, every request takes its time-out.
  for (const count of [2, connections * requests]) {
    const { outcomes, perConnection, switches } = await send({ count, concurrency: 1, connection: kept });
    if (unansweredOf(tally(outcomes).unanswered) > 0) break;
    if (count > 2)
      return classifyGranularity(
        perConnection.map((answers, number) => ({ answers, switches: switches[number] ?? 0 })),
        backends,
      );
  }
  return classifyGranularity([], backends);
}
