import { bedSize } from '../../../fixtures/testbed/workloads.ts';
import type { EnvironmentOptions } from '../../../suites/scenario/environment.ts';
import type { EffortOptions } from '../options.ts';
import type { Session } from './session.ts';

const testbedTimeoutMs = 300_000;
/** Scenarios that need no testbed, or wait for one to themselves, beside those that have a place on one. */
const spare = 12;

/** Of what a mesh is asked on: testbeds for the mesh as a session has it, made by the name of a run. */
export function environmentOptions(
  { cluster, profile, discovery }: Pick<Session, 'cluster' | 'profile' | 'discovery'>,
  { agentImage, samples, testbeds }: Pick<EffortOptions, 'agentImage' | 'samples' | 'testbeds'>,
  run: Pick<EnvironmentOptions, 'runId' | 'token'>,
): EnvironmentOptions {
  const { kubeconfig } = cluster;
  return { kubeconfig, profile, discovery, ...run, agentImage, testbeds, samples, testbedTimeoutMs };
}

/** How many scenarios are under way at the same time with so many testbeds. */
export function sideBySide(testbeds: number): number {
  return testbeds * Math.max(bedSize.slots, bedSize.seats) + spare;
}
