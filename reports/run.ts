import type { JournalEvent, OutcomeKind, RunDescription, ScenarioIdentity, ScenarioResult } from './model.ts';
import { countOutcomes, outcomeKinds, type OutcomeCounts } from './outcome.ts';

export interface RunTrouble {
  readonly where: string;
  readonly message: string;
}

/** A whole run, as reports see it. */
export interface Run {
  readonly description: RunDescription;
  /** Exactly one for each planned scenario, in the order of the plan. */
  readonly results: readonly ScenarioResult[];
  readonly counts: OutcomeCounts;
  readonly troubles: readonly RunTrouble[];
  /** False when the journal has no footer: the run was killed, or is still under way. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  /** From the footer; the sum of what is known when there is none. */
  readonly durationMs: number;
}

/** Events that cannot be a run. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly code = 'NOT_A_RUN';
}

type Event<Name extends JournalEvent['event']> = Extract<JournalEvent, { event: Name }>;

/**
 * Builds the run that the events tell of. What does not add up (two results for one scenario, a result that nobody
 * planned, a footer that counts differently) becomes a trouble, so that such a run is never green.
 * `complete` says whether the journal could be read to its footer.
 */
export function buildRun(events: readonly JournalEvent[], complete: boolean): Run {
  const header = events.find((event): event is Event<'run-started'> => event.event === 'run-started');
  if (header === undefined) {
    throw new RunError(
      'The journal has no run-started event, so it does not say what was run. Is it the journal of a run?',
    );
  }
  const planned = events.flatMap((event) => (event.event === 'planned' ? event.scenarios : []));
  const started = new Map(
    events.flatMap((event) => (event.event === 'scenario-started' ? [[event.id, event.at] as const] : [])),
  );
  const footer = events.find((event): event is Event<'run-finished'> => event.event === 'run-finished');
  const troubles: RunTrouble[] = events.flatMap((event) =>
    event.event === 'run-trouble' ? [{ where: event.where, message: event.message }] : [],
  );
  const found = collectResults(events, planned, troubles);
  const results = planned.map(
    (identity) =>
      found.get(identity.id) ?? missingResult(identity, started.get(identity.id), header.run.startedAt),
  );
  const counts = countOutcomes(results);
  if (footer !== undefined) compareFooter(footer.counts, counts, troubles);
  return {
    description: header.run,
    results,
    counts,
    troubles,
    complete: complete && footer !== undefined,
    interrupted: footer?.interrupted ?? false,
    durationMs: footer?.durationMs ?? results.reduce((sum, result) => sum + result.durationMs, 0),
  };
}

function collectResults(
  events: readonly JournalEvent[],
  planned: readonly ScenarioIdentity[],
  troubles: RunTrouble[],
): ReadonlyMap<string, ScenarioResult> {
  const expected = new Set(planned.map(({ id }) => id));
  if (expected.size !== planned.length) {
    troubles.push({ where: 'plan', message: 'A scenario is planned twice.' });
  }
  const found = new Map<string, ScenarioResult>();
  for (const event of events) {
    if (event.event !== 'scenario-finished') continue;
    const { id } = event.result;
    if (!expected.has(id)) {
      troubles.push({ where: id, message: 'The journal has a result for a scenario that was not planned.' });
    } else if (found.has(id)) {
      troubles.push({
        where: id,
        message: 'The journal has more than one result for this scenario; the first one counts.',
      });
    } else {
      found.set(id, event.result);
    }
  }
  return found;
}

/** What stands for a scenario of which the journal does not tell the end. */
function missingResult(
  identity: ScenarioIdentity,
  startedAt: string | undefined,
  runStartedAt: string,
): ScenarioResult {
  return {
    ...identity,
    outcome: startedAt === undefined ? 'skipped' : 'error',
    reason:
      startedAt === undefined
        ? 'The run ended before this scenario was started.'
        : 'The run ended while this scenario was under way.',
    evidence: [],
    startedAt: startedAt ?? runStartedAt,
    durationMs: 0,
    convergenceMs: [],
    repeat: '',
  };
}

function compareFooter(said: OutcomeCounts, counted: OutcomeCounts, troubles: RunTrouble[]): void {
  const differs = (kind: OutcomeKind): boolean => said[kind] !== counted[kind];
  for (const kind of outcomeKinds.filter(differs)) {
    troubles.push({
      where: 'journal',
      message: `The footer counts ${said[kind]} with outcome ${kind}, the journal holds ${counted[kind]}.`,
    });
  }
}
