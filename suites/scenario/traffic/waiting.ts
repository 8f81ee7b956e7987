import type { AgentPod } from '../../../fixtures/testbed/agent-pod.ts';
import { awaitConvergence, type Convergence } from '../../judge/convergence.ts';
import type { Gate } from '../../judge/gate.ts';
import type { Tally } from '../../judge/tally.ts';
import type { Environment } from '../environment.ts';
import type { ScenarioRecord } from '../record.ts';
import type { Samples } from '../samples.ts';
import type { ScenarioState } from '../state.ts';

/** While waiting: an address that is not routed yet must not hold the wait up for longer than it lasts. */
export const gateTimeoutMs = 1_500;
/** What calls are made of, and where they are written down. */
export interface TrafficScope {
  readonly environment: Environment;
  readonly record: ScenarioRecord;
  readonly state: ScenarioState;
  readonly signal: AbortSignal;
  readonly samples: Samples;
  readonly homeNamespace: string;
  /** Names of a workload's pods. */
  readonly podsOf: (workload: string) => readonly string[];
  /** Whether the client finds a service that no change concerns: tells a broken route from a broken network. */
  readonly controlAnswers: (client: AgentPod) => Promise<string | undefined>;
}

/** Waits for a gate within what the mesh may still take since the latest change, and records how long it took. */
export async function passGate(
  scope: Pick<TrafficScope, 'environment' | 'record' | 'state' | 'signal'>,
  gate: Gate,
  observe: () => Promise<Tally>,
): Promise<Convergence> {
  const { clock, options } = scope.environment;
  // A name that is asked for too early is remembered as unknown by resolvers on the way, for seconds.
  await clock.sleep(scope.state.untilSettled(options.profile.convergence.typicalMs), scope.signal);
  const began = clock.now();
  const deadlineMs = Math.max(scope.state.remaining(options.profile.convergence.maxMs), 4 * gate.spacingMs);
  const ended = await awaitConvergence({ gate, observe, clock, deadlineMs, signal: scope.signal });
  if (ended.converged) {
    const ms = scope.state.measure(began + ended.convergenceMs);
    if (ms !== undefined) scope.record.converged(ms);
  }
  return ended;
}

/** How long after a change something is looked at that no expectation waits for: it has come into force by then, as a rule. */
export function settlingMs({ options }: Environment): number {
  const { typicalMs, maxMs } = options.profile.convergence;
  return Math.min(4 * typicalMs, maxMs);
}

/** A mesh that converges fast need not be looked at half a second apart. */
export function spacing({ options }: Environment): number {
  return Math.min(500, Math.max(100, 2 * options.profile.convergence.typicalMs));
}
