import { z } from 'zod';
import { journalVersion, type JournalEvent } from '../model.ts';
import { journalEventSchema } from '../schema.ts';

export interface ReadJournal {
  readonly events: readonly JournalEvent[];
  /** Whether the journal ends with its footer. */
  readonly complete: boolean;
}

export class JournalReadError extends Error {
  override readonly name = 'JournalReadError';
  readonly code = 'JOURNAL_NOT_READ';
}

/**
 * Reads a journal's text. A last line that stops in the middle, as a killed process leaves it, is dropped and the
 * journal is not complete; any other line that is not an event is an error that names the line.
 */
export function readJournal(text: string): ReadJournal {
  const lines = text.split('\n');
  const unfinished = lines.pop() ?? '';
  const events: JournalEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') events.push(parseLine(line, index + 1));
  }
  const tail = unfinished === '' ? undefined : parseTail(unfinished);
  if (tail !== undefined) events.push(tail);
  refuseAfterFooter(events);
  const truncated = unfinished !== '' && tail === undefined;
  return { events, complete: !truncated && events.at(-1)?.event === 'run-finished' };
}

/** A last line without a line feed: whole, or the torso of one. */
function parseTail(line: string): JournalEvent | undefined {
  const parsed = journalEventSchema.safeParse(parseJson(line));
  return parsed.success ? parsed.data : undefined;
}

function parseLine(line: string, number: number): JournalEvent {
  const value = parseJson(line);
  if (value === undefined)
    throw new JournalReadError(`Line ${number} of the journal is not JSON: ${shorten(line)}`);
  refuseOtherVersions(value, number);
  const parsed = journalEventSchema.safeParse(value);
  if (!parsed.success) {
    throw new JournalReadError(
      `Line ${number} of the journal is not an event of a run:\n${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
}

function refuseOtherVersions(value: unknown, number: number): void {
  const said = z.object({ event: z.literal('run-started'), journal: z.unknown() }).safeParse(value);
  if (!said.success || said.data.journal === journalVersion) return;
  throw new JournalReadError(
    `Line ${number}: this is a journal of version ${JSON.stringify(said.data.journal)}, and version ${journalVersion} is understood. Read it with the release that wrote it.`,
  );
}

function refuseAfterFooter(events: readonly JournalEvent[]): void {
  const footer = events.findIndex(({ event }) => event === 'run-finished');
  if (footer !== -1 && footer !== events.length - 1) {
    throw new JournalReadError(
      `The journal goes on after its footer with ${events.length - 1 - footer} more events: two runs were written to one file.`,
    );
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function shorten(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
