import type { OutcomeCount, ProbeResult, ReceivedAnswer } from '../../../fixtures/agent/protocol.ts';
import type { AgentPod, ProbeRequest } from '../../../fixtures/testbed/agent-pod.ts';
import type { Row } from '../access-table.ts';
import { inPlaces } from '../traffic/outcomes.ts';
import type { TrafficScope } from '../traffic/waiting.ts';
import type { KnownService } from '../workloads/services.ts';

// How the rows of an access table are probed, and what their applications say of themselves.

/** Requests of each row while waiting. */
export const waitingRequests = 4;
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
  /** Of each row, for the verdict. */
  readonly requests: number;
  /** The scenario's next table shows that there is a way, so this one need not. */
  readonly wayShownBelow: boolean;
  /** Grants a client access for a moment, for a table without a row that is reached: proves that there is a way at all. */
  readonly openTheWay: <T>(whileOpen: (row: Row) => Promise<T>) => Promise<T>;
}

export interface RowProbe {
  readonly row: Row;
  readonly probe: ProbeResult;
}

export async function probeRows(
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

export async function receivedOf(trial: AccessTrial, batch: string): Promise<readonly ReceivedAnswer[]> {
  return await Promise.all(
    trial.destinations.map(async (pod) => await pod.received(batch, trial.scope.signal)),
  );
}

/** The applications themselves, asked over their own channels: they run and listen. */
export async function alivePods(trial: AccessTrial): Promise<ProbeResult> {
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

export const emptyProbe: ProbeResult = {
  batch: 'control',
  sent: 0,
  outcomes: [],
  latency: { p50: 0, p90: 0, p99: 0, max: 0 },
  durationMs: 0,
  perConnection: [],
  switches: [],
  samples: [],
};

export function joined(probes: readonly RowProbe[]): ProbeResult {
  return {
    ...emptyProbe,
    sent: probes.reduce((sum, { probe }) => sum + probe.sent, 0),
    outcomes: probes.flatMap(({ probe }) => probe.outcomes),
  };
}
