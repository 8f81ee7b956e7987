import type { OutcomeCount, ProbeResult, ReceivedAnswer } from '../../fixtures/agent/protocol.ts';
import type { AgentPod, ProbeRequest } from '../../fixtures/testbed/agent-pod.ts';
import type { Gate } from '../judge/gate.ts';
import { reachabilityGate } from '../judge/gates.ts';
import { judgeReachability } from '../judge/reachability.ts';
import { tally, unansweredInWords, unansweredOf } from '../judge/tally.ts';
import { describeRow, type Row, type Seen } from './access-table.ts';
import { conclude, gravest, linesOf } from './conclude.ts';
import { Inconclusive, Unsupported } from './ending.ts';
import type { KnownService } from './services.ts';
import { inPlaces } from './outcomes.ts';
import { gateTimeoutMs, passGate, settlingMs, spacing, type TrafficScope } from './waiting.ts';

/** Requests of each row: while waiting, and for the verdict (every pod of a destination sees several). */
const waitingRequests = 4;
const verdictRequests = 10;
/** How long the answer to a datagram is waited for: where one is denied nothing ends the waiting sooner. */
const datagramTimeoutMs = 2000;

export interface AccessTrial {
  readonly scope: TrafficScope;
  readonly service: KnownService;
  readonly rows: readonly Row[];
  readonly podOf: (row: Row) => AgentPod;
  readonly requestOf: (row: Row) => Omit<ProbeRequest, 'count'>;
  /** The pods that the service selects: what they received is asked of them. */
  readonly destinations: readonly AgentPod[];
  /** The scenario's next table shows that there is a way, so this one need not. */
  readonly wayShownBelow: boolean;
  /** Grants a client access for a moment, for a table without a row that is reached: proves that there is a way at all. */
  readonly openTheWay: <T>(whileOpen: (row: Row) => Promise<T>) => Promise<T>;
}

interface RowProbe {
  readonly row: Row;
  readonly probe: ProbeResult;
}

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
  const before = await probeRows(trial, positive, verdictRequests);
  const denied = await probeRows(trial, negative, verdictRequests);
  const after = await probeRows(trial, positive, verdictRequests);
  const control = negative.length === 0 ? alive : await controlOf(trial, after, alive);
  const received = new Map<string, readonly ReceivedAnswer[]>();
  for (const { probe } of [...before, ...denied])
    received.set(probe.batch, await receivedOf(trial, probe.batch));

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

/**
 * Looks at rows that nothing decides: when a change has usually come into force, since no answer tells that one has, and
 * twice, some time apart, so that what is told is a state. Where none of them and no row
 * of the table was reached, a grant shows that there is a way, since requests may be lost for other reasons than a denial.
 */
async function seeRows(
  trial: AccessTrial,
  rows: readonly Row[],
  wayIsShown: boolean,
): Promise<readonly Seen[]> {
  if (rows.length === 0) return [];
  const { scope } = trial;
  await scope.environment.clock.sleep(scope.state.untilSettled(settlingMs(scope.environment)), scope.signal);
  const first = await probeRows(trial, rows, waitingRequests, { timeoutMs: gateTimeoutMs });
  await scope.environment.clock.sleep(spacing(scope.environment), scope.signal);
  const second = await probeRows(trial, rows, verdictRequests, { timeoutMs: gateTimeoutMs });
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

/** What shows, after the denied requests, that there was a way to be denied. */
async function controlOf(
  trial: AccessTrial,
  reachedAgain: readonly RowProbe[],
  alive: ProbeResult,
): Promise<ProbeResult> {
  if (reachedAgain.length > 0) return joined(reachedAgain);
  if (trial.wayShownBelow) return alive;
  try {
    return joined([await trial.openTheWay(async (row) => await probeOpened(trial, row))]);
  } catch (error) {
    // Nothing opens it here, such as a UDPRoute where there is none: a leak is a leak all the same, and silence says nothing.
    if (error instanceof Unsupported) return emptyProbe;
    throw error;
  }
}

/** Waits until every row is as expected in two rounds some time apart; answers with a sentence when it was not in time. */
async function awaitRows(trial: AccessTrial): Promise<readonly string[]> {
  const spacingMs = spacing(trial.scope.environment);
  let amiss: readonly string[] = [];
  const gate: Gate = {
    awaits: 'every row of the access table',
    spacingMs,
    evidence: 0,
    sign: () => (amiss.length === 0 ? { shows: true, evidence: 0 } : { shows: false, why: amiss.join('; ') }),
  };
  const ended = await passGate(trial.scope, gate, async () => {
    const judged = trial.rows.filter(({ expected }) => expected !== 'open');
    const probes = await probeRows(trial, judged, waitingRequests, { timeoutMs: gateTimeoutMs });
    amiss = probes.flatMap(({ row, probe }) => {
      const sign = reachabilityGate({
        expectation: row.expected === 'denied' ? 'denied' : 'reached',
        workloads: [...trial.service.endpoints.keys()],
      }).sign(tally(probe.outcomes));
      return sign.shows && !nowhere(probe.outcomes)
        ? []
        : [`${describeRow(row)}: ${sign.shows ? 'no address yet' : sign.why}`];
    });
    return tally(joined(probes).outcomes);
  });
  return ended.converged
    ? []
    : [`Not all rows were as expected within ${Math.round(ended.elapsedMs)} ms: ${ended.why}`];
}

/** A name that does not resolve is no denial. */
function nowhere(outcomes: readonly OutcomeCount[]): boolean {
  return outcomes.some(({ outcome }) => outcome.kind === 'unresolved' || outcome.kind === 'unroutable');
}

async function probeRows(
  trial: AccessTrial,
  rows: readonly Row[],
  count: number,
  patience: { readonly timeoutMs?: number } = {},
): Promise<readonly RowProbe[]> {
  return await Promise.all(
    rows.map(async (row) => {
      const manner =
        row.protocol === 'udp'
          ? { concurrency: count, timeoutMs: datagramTimeoutMs, ...patience }
          : { concurrency: 4, ...patience };
      const result = await trial
        .podOf(row)
        .probe({ ...trial.requestOf(row), ...manner, count }, trial.scope.signal);
      return { row, probe: { ...result, outcomes: inPlaces(result.outcomes, trial.scope.homeNamespace) } };
    }),
  );
}

/** Once the way is open: waits until it carries, then takes it as the control. */
async function probeOpened(trial: AccessTrial, row: Row): Promise<RowProbe> {
  const opened: AccessTrial = { ...trial, rows: [row] };
  await awaitRows(opened);
  const [probe] = await probeRows(opened, [row], verdictRequests);
  if (probe === undefined) throw new Error('A control of one row was probed and gave no result.');
  return probe;
}

async function receivedOf(trial: AccessTrial, batch: string): Promise<readonly ReceivedAnswer[]> {
  return await Promise.all(
    trial.destinations.map(async (pod) => await pod.received(batch, trial.scope.signal)),
  );
}

/** The applications themselves, asked over their own channels: they run and listen. */
async function alivePods(trial: AccessTrial): Promise<ProbeResult> {
  const hellos = await Promise.all(
    trial.destinations.map(async (pod) => await pod.hello(trial.scope.signal)),
  );
  const outcomes = hellos.map(({ workload, pod, namespace, serviceAccount }): OutcomeCount => ({
    outcome: {
      kind: 'reached',
      status: 200,
      responder: { workload, pod, namespace, serviceAccount, port: 0 },
    },
    count: 1,
  }));
  return { ...emptyProbe, sent: hellos.length, outcomes };
}

const emptyProbe: ProbeResult = {
  batch: 'control',
  sent: 0,
  outcomes: [],
  latency: { p50: 0, p90: 0, p99: 0, max: 0 },
  durationMs: 0,
  perConnection: [],
  switches: [],
  samples: [],
};

function joined(probes: readonly RowProbe[]): ProbeResult {
  return {
    ...emptyProbe,
    sent: probes.reduce((sum, { probe }) => sum + probe.sent, 0),
    outcomes: probes.flatMap(({ probe }) => probe.outcomes),
  };
}
