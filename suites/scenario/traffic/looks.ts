import type { ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { Granularity } from '../../judge/granularity.ts';
import type { LookOptions, Sight } from '../offers/calls.ts';
import { usualRequests, type Caller } from './caller.ts';
import { observeGrain } from './grain.ts';
import { lastingSight, mayBeTheMachine } from './lasting.ts';
import { byPort } from './outcomes.ts';
import { merged, sightOf, steadyGate } from './sight.ts';
import { gateTimeoutMs, settlingMs, spacing } from './waiting.ts';

// Looks at calls that are noted and not judged: what the specification leaves open.

/** Of those that go on while something changes. */
const loadBatch = 200;

/** What becomes of the calls, once that is the same twice in a row. */
export async function look(
  caller: Caller,
  { requests = usualRequests, without = [] }: LookOptions,
): Promise<Sight> {
  const { environment, state, signal } = caller.scope;
  await environment.clock.sleep(state.untilSettled(settlingMs(environment)), signal);
  const steady = steadyGate(spacing(environment), without);
  let lossesBefore: readonly string[] = [];
  const ended = await caller.pass({
    ...steady,
    sign: (tally) => {
      lossesBefore = tally.unanswered.kinds.map(({ name }) => name);
      return steady.sign(tally);
    },
  });
  const sight = await lastingSight({
    lossesBefore,
    look: async (patiently) => sightOf(await caller.send(requests, patiently ? undefined : gateTimeoutMs)),
    controlAnswers: async () => (await caller.controlAnswers()) !== undefined,
  });
  caller.note([sight.words, ...(ended.converged ? [] : [`It did not become steady: ${ended.why}.`])]);
  return sight;
}

/** What becomes of calls that are made without a pause while something changes. */
export async function lookDuring(caller: Caller, change: () => Promise<void>): Promise<Sight> {
  let over = false;
  const results: ProbeResult[] = [];
  const load = async (): Promise<void> => {
    do results.push(await caller.send(loadBatch));
    while (!over);
  };
  await Promise.all([change().finally(() => (over = true)), load()]);
  const sight = sightOf(merged(results));
  caller.note([sight.words, 'They were made while something changed.']);
  // What was lost then cannot be looked at again.
  return mayBeTheMachine(sight) ? { ...sight, lost: 0, losses: [] } : sight;
}

/** Whether all come to reach this workload, on this container port if given, in the time for a change. */
export async function settlesOn(
  caller: Caller,
  workload: string,
  port: number | undefined,
): Promise<boolean> {
  const where = port === undefined ? workload : `${workload}:${port}`;
  const late =
    port === undefined
      ? await caller.awaitShares({ [where]: 1 }, caller.previous)
      : await caller.awaitShares({ [where]: 1 }, undefined, byPort);
  caller.note(late.length > 0 ? late : [`All requests reach ${where}.`]);
  return late.length === 0;
}

/** Whether the requests of a kept connection are split one by one, or the connection as a whole. */
export async function lookAtGrain(caller: Caller, backends: number): Promise<Granularity> {
  const grain = await observeGrain(
    backends,
    async (manner) => await caller.probe({ timeoutMs: gateTimeoutMs, ...manner }),
  );
  const protocol = caller.request.protocol ?? 'http1';
  caller.scope.record.note(`Kept connections over ${protocol}`, [grain.words], grain);
  return grain;
}
