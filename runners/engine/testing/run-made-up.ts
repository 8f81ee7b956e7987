import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { JournalEvent, ScenarioResult } from '../../../reports/model.ts';
import { sampleIdentity } from '../../../reports/testing/samples.ts';
import { runPlan, type EngineOptions, type EngineResult } from '../run-plan.ts';
import type { MadeUpScenario, MadeUpSuite } from './made-up-suite.ts';

const cacheDir = await mkdtemp(join(tmpdir(), 'engine-'));
afterAll(async () => {
  await rm(cacheDir, { recursive: true });
});

export const madeUpModule: string = new URL('made-up-suite.ts', import.meta.url).href;

export interface Outcome {
  readonly result: EngineResult;
  readonly events: readonly JournalEvent[];
  readonly results: ReadonlyMap<string, ScenarioResult>;
  readonly troubles: readonly string[];
  readonly logged: string;
}

export async function runMadeUp(suite: MadeUpSuite, more: Partial<EngineOptions> = {}): Promise<Outcome> {
  const events: JournalEvent[] = [];
  let logged = '';
  const result = await runPlan({
    suite: { module: madeUpModule, input: suite },
    planned: suite.scenarios.map(({ id }) => ({ identity: sampleIdentity(id), decision: { do: 'run' } })),
    deviations: [],
    repeat: (id) => `repeat ${id}`,
    now: () => '2024-05-01T10:00:00.000Z',
    runId: `test-${process.pid}-${counter++}`,
    cacheDir,
    concurrency: 4,
    scenarioTimeoutMs: 15_000,
    hookTimeoutMs: 15_000,
    abortGraceMs: 15_000,
    signal: new AbortController().signal,
    ...more,
    onLog: (text) => (logged += text),
    onEvent: (event) => {
      events.push(event);
      more.onEvent?.(event);
    },
  });
  const results = events.flatMap((event) => (event.event === 'scenario-finished' ? [event.result] : []));
  expect(results.map(({ id }) => id).sort(), 'exactly one result for each planned scenario').toEqual(
    suite.scenarios.map(({ id }) => id).sort(),
  );
  return {
    result,
    events,
    logged,
    results: new Map(results.map((one) => [one.id, one])),
    troubles: events.flatMap((event) => (event.event === 'run-trouble' ? [event.message] : [])),
  };
}
let counter = 0;

export function scenarios(
  ...all: readonly Extract<MadeUpScenario['does'], string>[]
): readonly MadeUpScenario[] {
  return all.map((does) => ({ id: `split.${does}@v1alpha4`, does }));
}
