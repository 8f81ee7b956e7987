import type { OutcomeCount, Responder } from '../../../fixtures/agent/protocol.ts';
import type { Place } from '../../../fixtures/testbed/workloads.ts';
import { qualified } from '../workloads/services.ts';

/** Outcomes counted by something else than the workload that answered. */
export function renamed(
  outcomes: readonly OutcomeCount[],
  nameOf: (responder: Responder) => string,
): readonly OutcomeCount[] {
  return outcomes.map(({ outcome, count }) =>
    outcome.kind === 'reached'
      ? {
          outcome: { ...outcome, responder: { ...outcome.responder, workload: nameOf(outcome.responder) } },
          count,
        }
      : { outcome, count },
  );
}

/** Responders under the names that tell the two namespaces apart. */
export function inPlaces(outcomes: readonly OutcomeCount[], homeNamespace: string): readonly OutcomeCount[] {
  return outcomes.map(({ outcome, count }) => {
    if (outcome.kind !== 'reached') return { outcome, count };
    const place: Place = outcome.responder.namespace === homeNamespace ? 'home' : 'elsewhere';
    return {
      outcome: {
        ...outcome,
        responder: { ...outcome.responder, workload: qualified(outcome.responder.workload, place) },
      },
      count,
    };
  });
}

/** Whether each of these workloads has answered at least once. */
export function answeredAll(names: readonly string[], outcomes: readonly OutcomeCount[]): boolean {
  const seen = new Set(
    outcomes.map(({ outcome }) => (outcome.kind === 'reached' ? outcome.responder.workload : '')),
  );
  return names.every((name) => seen.has(name));
}

/** A name for the container port that a request arrived on. */
export function byPort({ workload, port }: Responder): string {
  return `${workload}:${port}`;
}
