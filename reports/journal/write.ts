import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JournalEvent } from '../model.ts';

/** Where a journal goes. A run ends with `close`, which rejects when anything could not be written. */
export interface Journal {
  append(event: JournalEvent): void;
  close(): Promise<void>;
}

export class JournalWriteError extends Error {
  override readonly name = 'JournalWriteError';
  readonly code = 'JOURNAL_NOT_WRITTEN';
}

/** The part of a file that a journal needs; `datasync` returns when the bytes are on the disk. */
export type JournalFile = Pick<FileHandle, 'appendFile' | 'datasync' | 'close'>;

/** Creates the journal's file, which must not exist: a journal tells of one run. */
export async function createJournal(path: string): Promise<Journal> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return journalTo(await open(path, 'wx'), path);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/**
 * Appends one line an event, in order. Lines that pile up while the disk is busy are written together, and the end of a
 * scenario or of the run is synced, so that a killed process loses at most the scenarios under way. `append` never
 * blocks the caller and never throws; the first failure is told by `close`.
 */
export function journalTo(file: JournalFile, path: string): Journal {
  let waiting: string[] = [];
  let mustSync = false;
  let pump: Promise<void> | undefined;
  let failure: unknown;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const text = waiting.join('');
      const sync = mustSync;
      waiting = [];
      mustSync = false;
      try {
        await file.appendFile(text);
        if (sync) await file.datasync();
      } catch (cause) {
        failure ??= cause;
      }
    }
    pump = undefined;
  };

  return {
    append: (event) => {
      waiting.push(`${JSON.stringify(event)}\n`);
      mustSync ||= event.event === 'scenario-finished' || event.event === 'run-finished';
      pump ??= drain();
    },
    close: async () => {
      while (pump !== undefined) await pump;
      try {
        await file.close();
      } catch (cause) {
        failure ??= cause;
      }
      if (failure !== undefined) throw notWritten(path, failure);
    },
  };
}

function notWritten(path: string, cause: unknown): JournalWriteError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new JournalWriteError(
    `The journal ${path} could not be written (${why}). Check that the folder can be written and the disk has room; the run has no report without it.`,
    { cause },
  );
}
