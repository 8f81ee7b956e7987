import type { ReceivedAnswer } from '../../../fixtures/agent/protocol.ts';
import { judgeReachability } from '../../judge/reachability.ts';
import { describeRow, type Seen } from '../access-table.ts';
import { conclude, gravest, linesOf } from '../conclude.ts';
import { awaitRows } from './await-rows.ts';
import { controlOf } from './control.ts';
import { seeRows } from './open-rows.ts';
import { alivePods, joined, probeRows, receivedOf, type AccessTrial } from './row-probes.ts';

/**
 * Who reaches what. Waits until all rows are as expected at once, then judges fresh requests: the rows that are reached
 * first, the denied ones between them, the reached ones again. So a denial always stands between two controls that were
 * answered, and is judged by what the application received.
 */
export async function judgeAccess(trial: AccessTrial): Promise<readonly Seen[]> {
  const { scope, rows } = trial;
  const late = await awaitRows(trial);
  const positive = rows.filter(({ expected }) => expected === 'reached');
  const negative = rows.filter(({ expected }) => expected === 'denied');
  const alive = await alivePods(trial);
  const before = await probeRows(trial, positive, trial.requests);
  const denied = await probeRows(trial, negative, trial.requests);
  const after = await probeRows(trial, positive, trial.requests);
  const control = negative.length === 0 ? alive : await controlOf(trial, after, alive);
  const batches = [...before, ...denied].map(({ probe }) => probe.batch);
  const received = new Map<string, readonly ReceivedAnswer[]>(
    await Promise.all(batches.map(async (batch) => [batch, await receivedOf(trial, batch)] as const)),
  );

  const judged = [...before, ...denied].map(({ row, probe }) => ({
    row,
    verdict: judgeReachability({
      expectation: row.expected === 'denied' ? 'denied' : 'reached',
      subject: describeRow(row),
      workloads: [...trial.service.endpoints.keys()],
      probe,
      mayBeLost: row.protocol === 'udp',
      received: received.get(probe.batch) ?? [],
      // A reached row needs no more than a living application; a denied one needs a way that carries.
      controlBefore: row.expected === 'reached' || positive.length === 0 ? alive : joined(before),
      controlAfter: row.expected === 'reached' ? alive : control,
    }),
  }));
  const worst = gravest(judged);
  for (const { row, verdict } of judged) {
    if (verdict !== worst?.verdict) scope.record.note(describeRow(row), linesOf(verdict), verdict.data);
  }
  if (worst !== undefined) conclude(describeRow(worst.row), worst.verdict, scope.record, late);
  return await seeRows(
    trial,
    rows.filter(({ expected }) => expected === 'open'),
    positive.length > 0,
  );
}
