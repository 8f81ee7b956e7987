import { join } from 'node:path';
import { createJournal, type Journal } from '../../../reports/journal/write.ts';
import type { JournalEvent, RunDescription } from '../../../reports/model.ts';
import { countOutcomes } from '../../../reports/outcome.ts';
import { buildRun, type Run } from '../../../reports/run.ts';
import { messageOf } from '../../engine/report.ts';
import type { EngineResult } from '../../engine/run-plan.ts';
import { writeReports } from './results.ts';

export interface RunFiles {
  readonly junit: string;
  readonly json: string;
  readonly journal: string;
}

/** Where a run puts what it wrote: in a folder of its own, unless a file is asked for elsewhere. */
export function runFiles(folder: string, asked: Partial<RunFiles>): RunFiles {
  return {
    junit: asked.junit ?? join(folder, 'junit.xml'),
    json: asked.json ?? join(folder, 'report.json'),
    journal: asked.journal ?? join(folder, 'journal.ndjson'),
  };
}

/** A run with an environment at hand: what differs between the product and its tests comes in here. */
export interface RunSteps {
  readonly description: RunDescription;
  readonly files: RunFiles;
  /** Asks, and tells of each event. */
  readonly ask: (onEvent: (event: JournalEvent) => void) => Promise<EngineResult>;
  /** Takes away what the run made; answers with what could not be. */
  readonly cleanUp: () => Promise<readonly string[]>;
  /** Hears every event, after the journal. */
  readonly onEvent: (event: JournalEvent) => void;
  readonly now: () => Date;
}

export interface PerformedRun {
  readonly run: Run;
  /** Files, in the order in which they were written. */
  readonly written: readonly string[];
}

/**
 * Runs and writes down: the journal while it goes on, its footer when all is cleaned up, and the reports from the
 * journal's events. Cleaning up is done whatever happens, and what fails of it is trouble of the run.
 * @throws JournalWriteError, ReportWriteError: a run that is not on record does not count
 */
export async function performRun(steps: RunSteps): Promise<PerformedRun> {
  const { description, files, now } = steps;
  const events: JournalEvent[] = [];
  let journal: Journal | undefined;
  const tell = (event: JournalEvent): void => {
    events.push(event);
    journal?.append(event);
    steps.onEvent(event);
  };
  const trouble = (where: string, message: string): void =>
    tell({ event: 'run-trouble', at: now().toISOString(), where, message });

  let interrupted = false;
  try {
    journal = await createJournal(files.journal);
    tell({ event: 'run-started', journal: 1, run: description });
    ({ interrupted } = await steps.ask(tell));
  } catch (error) {
    if (journal === undefined) throw error;
    trouble('engine', messageOf(error));
  } finally {
    for (const message of await steps.cleanUp()) trouble('clean-up', message);
  }
  const at = now();
  const results = events.flatMap((event) => (event.event === 'scenario-finished' ? [event.result] : []));
  tell({
    event: 'run-finished',
    at: at.toISOString(),
    durationMs: at.getTime() - Date.parse(description.startedAt),
    interrupted,
    counts: countOutcomes(results),
  });
  await journal.close();
  const run = buildRun(events, true);
  return { run, written: [files.journal, ...(await writeReports(run, files))] };
}
