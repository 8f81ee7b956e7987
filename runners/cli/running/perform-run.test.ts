import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJournal } from '../../../reports/journal/read.ts';
import { JournalWriteError } from '../../../reports/journal/write.ts';
import type { JournalEvent } from '../../../reports/model.ts';
import { sampleDescription, sampleEvents, sampleResult } from '../../../reports/testing/samples.ts';
import { verdictOf } from '../../../reports/verdict.ts';
import { ReportWriteError } from '../errors.ts';
import { performRun, runFiles, type RunSteps } from './perform-run.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function steps(more: Partial<RunSteps> = {}): RunSteps {
  const events = sampleEvents([sampleResult('split.a@v1alpha4', 'pass')]).slice(1, -1);
  return {
    description: sampleDescription,
    files: runFiles(folder, {}),
    ask: (onEvent) => {
      for (const event of events) onEvent(event);
      return Promise.resolve({ interrupted: false, environmentFailure: undefined, troubles: 0 });
    },
    cleanUp: () => Promise.resolve([]),
    onEvent: () => undefined,
    now: () => new Date('2024-05-01T10:01:00.000Z'),
    ...more,
  };
}

describe('performRun', () => {
  it('leaves a journal from which the same run can be built, and reports beside it', async () => {
    const { run, written } = await performRun(steps());
    const { events, complete } = readJournal(await readFile(join(folder, 'journal.ndjson'), 'utf8'));

    expect(complete).toBe(true);
    expect(events.map(({ event }) => event)).toEqual([
      'run-started',
      'planned',
      'scenario-started',
      'scenario-finished',
      'run-finished',
    ]);
    expect(verdictOf(run).exitCode).toBe(0);
    expect(run.durationMs).toBe(60_000);
    expect(written).toEqual(['journal.ndjson', 'junit.xml', 'report.json'].map((name) => join(folder, name)));
  });

  it('is not green when something could not be cleaned up, and says so before the footer', async () => {
    const heard: JournalEvent[] = [];
    const { run } = await performRun(
      steps({
        cleanUp: () => Promise.resolve(['namespace smi-1 stays']),
        onEvent: (event) => heard.push(event),
      }),
    );

    expect(verdictOf(run).exitCode).toBe(4);
    expect(heard.at(-2)).toMatchObject({
      event: 'run-trouble',
      where: 'clean-up',
      message: 'namespace smi-1 stays',
    });
  });

  it('marks an interrupted run in its footer', async () => {
    const { run } = await performRun(
      steps({
        ask: () => Promise.resolve({ interrupted: true, environmentFailure: undefined, troubles: 0 }),
      }),
    );

    expect(verdictOf(run).exitCode).toBe(130);
  });

  it('cleans up and reports when asking breaks off', async () => {
    let cleaned = 0;
    const { run } = await performRun(
      steps({
        ask: () => Promise.reject(new Error('no worker')),
        cleanUp: () => {
          cleaned += 1;
          return Promise.resolve([]);
        },
      }),
    );

    expect(cleaned).toBe(1);
    expect(run.troubles).toEqual([{ where: 'engine', message: 'no worker' }]);
    expect(verdictOf(run).exitCode).toBe(4);
  });

  it('does not count without a journal, and still cleans up', async () => {
    let cleaned = false;
    const files = { ...runFiles(folder, {}), journal: '/dev/null/journal.ndjson' };
    const performed = performRun(
      steps({
        files,
        cleanUp: () => {
          cleaned = true;
          return Promise.resolve([]);
        },
      }),
    );

    await expect(performed).rejects.toThrow(JournalWriteError);
    expect(cleaned).toBe(true);
  });

  it('does not count when a report cannot be written', async () => {
    const files = { ...runFiles(folder, {}), junit: '/dev/null/junit.xml' };

    await expect(performRun(steps({ files }))).rejects.toThrow(ReportWriteError);
  });
});
