import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../model.ts';
import { sampleEvents, sampleResult } from '../testing/samples.ts';
import { JournalReadError, readJournal } from './read.ts';
import { createJournal, journalTo, JournalWriteError, type JournalFile } from './write.ts';

const events = sampleEvents([
  sampleResult('split.a@v1alpha4', 'pass'),
  sampleResult('split.b@v1alpha4', 'fail'),
]);
const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(path: string, all: readonly JournalEvent[]): Promise<void> {
  const journal = await createJournal(path);
  for (const event of all) journal.append(event);
  await journal.close();
}

describe('journal', () => {
  it('is read back as it was written', async () => {
    const path = join(folder, 'deep', 'journal.ndjson');
    await write(path, events);

    expect(readJournal(await readFile(path, 'utf8'))).toEqual({ events, complete: true });
  });

  it('never writes over the journal of another run', async () => {
    const path = join(folder, 'journal.ndjson');
    await write(path, events);

    await expect(createJournal(path)).rejects.toThrow(JournalWriteError);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('syncs the end of a scenario, after the line is written', async () => {
    const calls: string[] = [];
    const file = fakeFile(calls);
    const journal = journalTo(file, 'x');
    for (const event of events.slice(0, 4)) journal.append(event);
    await journal.close();

    expect(calls.at(-1)).toBe('close');
    expect(calls.lastIndexOf('sync')).toBeGreaterThan(
      calls.findLastIndex((call) => call.startsWith('write')),
    );
    expect(
      calls
        .filter((call) => call.startsWith('write'))
        .map((call) => call.slice('write '.length))
        .join(''),
    ).toBe(text.split('\n').slice(0, 4).join('\n') + '\n');
  });

  it('tells at the end that a line could not be written', async () => {
    const file = { ...fakeFile([]), appendFile: () => Promise.reject(new Error('disk full')) };
    const journal = journalTo(file, 'out/journal.ndjson');
    for (const event of events) journal.append(event);

    await expect(journal.close()).rejects.toThrow(/out\/journal\.ndjson could not be written \(disk full\)/);
  });
});

describe('readJournal', () => {
  it.each([1, 10, 200])('drops a last line that lacks %i characters, and is not complete', (missing) => {
    const read = readJournal(text.slice(0, -1 - missing));

    expect(read).toEqual({ events: events.slice(0, -1), complete: false });
  });

  it('takes a last line that lacks only its line feed', () => {
    expect(readJournal(text.slice(0, -1))).toEqual({ events, complete: true });
  });

  it('is not complete without a footer', () => {
    const withoutFooter = text.split('\n').slice(0, -2).join('\n') + '\n';

    expect(readJournal(withoutFooter)).toEqual({ events: events.slice(0, -1), complete: false });
  });

  it.each([
    ['not JSON', `nonsense\n${text}`, 'Line 1 of the journal is not JSON: nonsense'],
    [
      'no event',
      `${JSON.stringify(events[0])}\n{"event":"other"}\n`,
      'Line 2 of the journal is not an event',
    ],
    ['another version', text.replace('"journal":1', '"journal":99'), 'journal of version 99'],
    ['two runs', text + text, 'goes on after its footer'],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => readJournal(wrong)).toThrow(JournalReadError);
    expect(() => readJournal(wrong)).toThrow(message);
  });
});

function fakeFile(calls: string[]): JournalFile {
  const note = (call: string): Promise<void> => {
    calls.push(call);
    return Promise.resolve();
  };
  return {
    appendFile: (data) => note(`write ${data as string}`),
    datasync: () => note('sync'),
    close: () => note('close'),
  };
}
