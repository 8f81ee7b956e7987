import type {} from 'vitest';
import type { ScenarioReport } from '../../suites/scenario/types.ts';
import type { SuiteReference } from './suite.ts';

/** What the caller hands to the entry module in vitest's worker, and what comes back on vitest's tasks. */
export interface EntryInput {
  readonly suite: SuiteReference;
  /** Ids to ask, in the order to ask them. */
  readonly ids: readonly string[];
  /** Name of the channel of `channel.ts`. */
  readonly channel: string;
}

/** Why no scenario could be asked. Errors lose their class between threads; name and code remain. */
export interface EnvironmentFailure {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    smiEntry: EntryInput;
  }
  interface TaskMeta {
    /** On a test: its scenario. */
    smiScenario?: string;
    /** On a test: what came of asking. */
    smiReport?: ScenarioReport;
    /** On the module. */
    smiEnvironmentFailure?: EnvironmentFailure;
    /** On the module. */
    smiTroubles?: { readonly where: string; readonly message: string }[];
  }
}
