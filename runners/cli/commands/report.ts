import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { JournalReadError, readJournal } from '../../../reports/journal/read.ts';
import { buildRun } from '../../../reports/run.ts';
import { renderSummary } from '../../../reports/summary/render.ts';
import { verdictOf } from '../../../reports/verdict.ts';
import type { CliContext } from '../context.ts';
import { writeReports } from '../running/results.ts';

interface ReportOptions {
  readonly junit?: string;
  readonly json?: string;
  readonly summary: boolean;
}

export function addReportCommand(program: Command, context: CliContext, end: (code: number) => void): void {
  program
    .command('report')
    .description('make reports from the journal of a run; ends with the exit code that the run has')
    .argument('<journal>', 'journal.ndjson of a run, also of one that was cut off')
    .option('--junit <file>', 'write JUnit')
    .option('--json <file>', 'write JSON')
    .option('--summary', 'print the summary (done anyway when no file is asked for)', false)
    .action(async (journal: string, options: ReportOptions) => end(await report(journal, options, context)));
}

async function report(path: string, options: ReportOptions, { out, cwd }: CliContext): Promise<number> {
  const { events, complete } = readJournal(await read(resolve(cwd, path)));
  const run = buildRun(events, complete);
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : resolve(cwd, file);
  const written = await writeReports(run, { junit: absolute(options.junit), json: absolute(options.json) });
  if (options.summary || written.length === 0) {
    out.write(renderSummary(run, { width: out.columns, color: out.color }));
  }
  for (const file of written) out.write(`wrote ${file}\n`);
  return verdictOf(run).exitCode;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new JournalReadError(`The journal ${path} cannot be read: ${why}.`, { cause });
  }
}
