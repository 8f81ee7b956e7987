import { randomBytes } from 'node:crypto';
import type { KubernetesClient } from '../../../fixtures/kubernetes/index.ts';
import { removeOurs } from '../../../fixtures/testbed/clean.ts';
import type { AccessMode } from '../../../fixtures/meshes/profile.ts';
import type { ScenarioResult } from '../../../reports/model.ts';
import { openEnvironment, type Environment } from '../../../suites/scenario/environment.ts';
import { Pulse } from '../../../suites/scenario/pulse.ts';
import { runScenario } from '../../../suites/scenario/run.ts';
import type { PlannedScenario } from '../../../suites/scenario/types.ts';
import { EnvironmentError } from '../../clusters/provider.ts';
import { recordResult } from '../../engine/deviations.ts';
import type { EffortOptions } from '../options.ts';
import { askingOrder, identityOf } from '../planning/planning.ts';
import type { Session } from '../session/session.ts';
import { environmentOptions, sideBySide } from '../session/testbeds.ts';

export interface StandingParts {
  readonly client: KubernetesClient;
  readonly effort: EffortOptions;
  readonly runId: string;
  readonly signal: AbortSignal;
}

const modes: readonly AccessMode[] = ['permissive', 'strict'];
/** As in a run: what disturbs the mesh comes last, one by one. */
const phases = [false, true].flatMap((alone) => modes.map((mode) => ({ alone, mode })));
const removedWithinMs = 120_000;

/**
 * Testbeds that stay while a mesh is asked under one behaviour after the other. They are made when first needed, and made
 * anew after trouble, since whatever comes next would stand on what that left.
 */
export class StandingEnvironment {
  readonly #parts: StandingParts;
  #open: Environment | undefined;
  #opened = 0;

  constructor(parts: StandingParts) {
    this.#parts = parts;
  }

  /** Asks what is planned of the mesh as the session has it. Rejects when the environment cannot be made. */
  async ask(
    session: Pick<Session, 'cluster' | 'profile' | 'discovery'>,
    planned: readonly PlannedScenario[],
    repeat: (id: string) => string,
  ): Promise<readonly ScenarioResult[]> {
    const { effort, signal } = this.#parts;
    this.#open ??= await this.#make(session);
    const { options } = this.#open;
    const { profile, discovery } = session;
    const environment = Object.create(this.#open, {
      options: { value: { ...options, profile, discovery }, enumerable: true },
      // What one behaviour did to the mesh is not held against the next.
      pulse: { value: new Pulse(), enumerable: true },
    }) as Environment;
    // Definitions may have been bent, or bent back.
    this.#open.client.forgetDiscovery();
    const results: ScenarioResult[] = planned.flatMap((one) => leftOut(one, repeat));
    const toAsk = askingOrder(planned, effort.seed).filter(({ decision }) => decision.do === 'run');
    for (const { alone, mode } of phases) {
      const group = toAsk.filter(({ scenario }) => scenario.mode === mode && scenario.alone === alone);
      if (group.length === 0) continue;
      await environment.enterMode(mode);
      await atMost(alone ? 1 : sideBySide(effort.testbeds), group, async (one) => {
        const report = await runScenario(one, environment, signal);
        results.push(recordResult(identityOf(one), report, profile.knownDeviations, repeat(one.id)));
      });
    }
    if (results.some(({ outcome }) => outcome === 'error')) await this.close();
    return results;
  }

  /** @throws EnvironmentError when something could not be taken away */
  async close(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    await open.close();
    const { troubles } = await removeOurs(this.#parts.client, {
      runId: open.options.runId,
      // Not the signal of the run: what it made must go after an abort as well.
      signal: AbortSignal.timeout(removedWithinMs),
      timeoutMs: removedWithinMs,
    });
    if (troubles.length > 0) throw new EnvironmentError('CLEAN_UP', troubles.join('; '));
  }

  async #make(session: Pick<Session, 'cluster' | 'profile' | 'discovery'>): Promise<Environment> {
    const { effort, runId, signal } = this.#parts;
    this.#opened += 1;
    const token = randomBytes(16).toString('hex');
    const options = environmentOptions(session, effort, { runId: `${runId}-${this.#opened}`, token });
    return await openEnvironment(options, signal);
  }
}

/** What the plan leaves out ends with its reason. */
function leftOut(one: PlannedScenario, repeat: (id: string) => string): readonly ScenarioResult[] {
  if (one.decision.do === 'run') return [];
  const { outcome, reason } = one.decision;
  return [
    {
      ...identityOf(one),
      outcome,
      reason,
      evidence: [],
      startedAt: new Date().toISOString(),
      durationMs: 0,
      convergenceMs: [],
      repeat: repeat(one.id),
    },
  ];
}

/** Does something for each item in turn, for so many of them at the same time. */
async function atMost<T>(
  count: number,
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, work));
}
