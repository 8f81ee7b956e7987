import type { Lease } from '../../fixtures/testbed/lease.ts';
import { controlRequest } from '../../fixtures/testbed/path.ts';
import { tally, unansweredInWords } from '../judge/tally.ts';
import type { Environment } from './environment.ts';
import type { ScenarioRecord } from './record.ts';
import type { ScenarioReport } from './types.ts';

const answeredWithinMs = 3_000;

interface Ended {
  readonly ending: Pick<ScenarioReport, 'outcome'>;
  readonly record: Pick<ScenarioRecord, 'convergenceMs'>;
  readonly signal: AbortSignal;
}

/**
 * After a scenario: does the mesh carry anything yet? A change that came into force says so. Else a service that no scenario
 * touches is called. Where the mesh denies by default nobody may call it: there a verdict says that the mesh lives, and any
 * answer but silence.
 */
export async function feelPulse(
  lease: Lease | undefined,
  { options, pulse, mode }: Pick<Environment, 'options' | 'pulse' | 'mode'>,
  { ending, record, signal }: Ended,
): Promise<void> {
  if (lease === undefined || signal.aborted || pulse.lost !== undefined) return;
  if (record.convergenceMs.length > 0 && ending.outcome !== 'error') return pulse.beats();
  if (ending.outcome === 'pass' || ending.outcome === 'unsupported' || ending.outcome === 'skipped') return;
  if (mode === 'strict' && ending.outcome === 'fail') return pulse.beats();
  const [client] = lease.testbed.pods('client-1');
  if (client === undefined) return;
  try {
    const request = controlRequest(options.profile, lease.testbed.namespaces.home);
    const { outcomes } = await client.probe({ ...request, timeoutMs: answeredWithinMs }, signal);
    const { sent, workloads, unanswered } = tally(outcomes);
    const mayBeDenial = mode === 'strict' && unanswered.kinds.some(({ name }) => name !== 'timeout');
    if (workloads.length > 0 || mayBeDenial) pulse.beats();
    else pulse.misses(`of ${sent} requests: ${unansweredInWords(unanswered)}`);
  } catch {
    // The client itself, or the way to it: says nothing of the mesh.
  }
}
