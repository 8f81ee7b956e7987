import type { AccessMode } from '../../fixtures/meshes/profile.ts';
import type { PlanDecision, ScenarioReport } from '../../suites/scenario/types.ts';

/**
 * The seam between the engine and what it runs. The engine lives in two threads: the caller's, and vitest's worker, which
 * imports `module` and calls its `loadSuite` with `input`. `smi-suite.ts` is the product's; tests bring their own.
 */
export interface SuiteReference {
  /** URL of a module that exports `loadSuite: LoadSuite`. */
  readonly module: string;
  /** Plain data: it is cloned into the worker. */
  readonly input: unknown;
}

export type LoadSuite = (input: unknown) => Promise<LoadedSuite>;

export interface LoadedSuite {
  readonly scenarios: readonly LoadedScenario[];
  /** What is asked alone stands apart, on a mesh of its own: nobody else is disturbed, so nobody has to wait for it. */
  readonly apart?: boolean;
  /** Makes what the scenarios stand on. Rejects when the environment lacks something, or when `signal` is aborted. */
  open(signal: AbortSignal): Promise<OpenSuite>;
}

export interface LoadedScenario {
  /** `<requirement>@<version>`. */
  readonly id: string;
  readonly mode: AccessMode;
  /** Asked one by one: after all others, or beside them where the suite has a mesh apart. */
  readonly alone?: boolean;
  readonly decision: PlanDecision;
}

export interface OpenSuite {
  /** Of the mesh for what is asked alone, or of that for all others: one and the same unless one is apart. */
  enterMode(mode: AccessMode, alone: boolean): Promise<void>;
  /** Never rejects on the mesh's account; if it rejects, that is an error of the suite. */
  run(id: string, signal: AbortSignal): Promise<ScenarioReport>;
  close(): Promise<void> | void;
}
