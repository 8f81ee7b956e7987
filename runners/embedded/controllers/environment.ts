import type { Clock } from '../../../fixtures/kubernetes/clock.ts';
import type { ObjectStore } from '../api/store.ts';

/** What every controller and node is given. */
export interface ClusterEnvironment {
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** Wall time, for the timestamps in objects. */
  readonly date: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Told of whatever goes wrong and cannot be said in an object's status. */
  readonly onTrouble: (message: string, cause?: unknown) => void;
}

/** The time in the form of object metadata: whole seconds, UTC. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
