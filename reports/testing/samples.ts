import type {
  JournalEvent,
  OutcomeKind,
  RunDescription,
  ScenarioIdentity,
  ScenarioResult,
} from '../model.ts';
import { countOutcomes } from '../outcome.ts';

/** Small made-up runs for the tests of this folder and of those who read reports. */

export const sampleDescription: RunDescription = {
  runId: 'r-1',
  suite: { name: 'smi-conformance', version: '0.0.0' },
  startedAt: '2024-05-01T10:00:00.000Z',
  mesh: { name: 'sample', title: 'Sample Mesh' },
  cluster: { provider: 'embedded', title: 'embedded cluster', facts: { kubernetes: 'v1.30.0' } },
  served: { split: ['v1alpha4'], access: [], specs: [] },
  headerShape: 'map',
  command: ['run'],
  seed: 7,
  node: 'v20.20.2',
};

export function sampleIdentity(id: string, more: Partial<ScenarioIdentity> = {}): ScenarioIdentity {
  const [requirement = '', version = ''] = id.split('@');
  return {
    id,
    requirement,
    api: requirement.split('.')[0] ?? '',
    version,
    level: 'MUST',
    clause: { document: 'traffic-split', version, heading: 'Specification' },
    text: `What ${requirement} asks.`,
    ...more,
  };
}

export function sampleResult(
  id: string,
  outcome: OutcomeKind,
  more: Partial<ScenarioResult> = {},
): ScenarioResult {
  return {
    ...sampleIdentity(id),
    outcome,
    ...(outcome === 'pass' ? {} : { reason: `Because of ${outcome}.` }),
    ...(outcome === 'fail'
      ? { failure: { wanted: '90 of 100', got: '10 of 100', diagnosis: 'weights swapped' } }
      : {}),
    evidence: [{ title: 'Counts', lines: ['v1: 10', 'v2: 90'], data: { v1: 10, v2: 90 } }],
    startedAt: '2024-05-01T10:00:01.000Z',
    durationMs: 1500,
    convergenceMs: [120],
    repeat: `smi-conformance run --only '${id}'`,
    ...more,
  };
}

/** The events of a run with these results, from its header to its footer. */
export function sampleEvents(
  results: readonly ScenarioResult[],
  more: readonly JournalEvent[] = [],
): readonly JournalEvent[] {
  return [
    { event: 'run-started', journal: 1, run: sampleDescription },
    { event: 'planned', scenarios: results.map(identityOf) },
    ...results.flatMap((result): readonly JournalEvent[] => [
      { event: 'scenario-started', id: result.id, at: result.startedAt },
      { event: 'scenario-finished', result },
    ]),
    ...more,
    {
      event: 'run-finished',
      at: '2024-05-01T10:01:00.000Z',
      durationMs: 60_000,
      interrupted: false,
      counts: countOutcomes(results),
    },
  ];
}

function identityOf({
  id,
  requirement,
  api,
  version,
  level,
  clause,
  text,
}: ScenarioResult): ScenarioIdentity {
  return { id, requirement, api, version, level, clause, text };
}
