import { access, constants, mkdir, rmdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { renderJson } from '../../../reports/json/report.ts';
import { renderJUnit } from '../../../reports/junit/render.ts';
import type { Run } from '../../../reports/run.ts';
import { ReportWriteError } from '../errors.ts';

export interface ReportFiles {
  readonly junit: string | undefined;
  readonly json: string | undefined;
}

/**
 * Makes the folders of the files, so that a run is not asked in vain.
 * @throws ReportWriteError
 */
export async function prepareFolders(files: readonly string[]): Promise<void> {
  for (const folder of new Set(files.map(dirname))) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ReportWriteError(
        `Nothing can be written to ${folder}: ${why}. Choose another folder with --out.`,
        { cause },
      );
    }
  }
}

/** Takes away folders of a run that came to nothing, unless there is something in them. */
export async function removeEmptyFolders(files: readonly string[]): Promise<void> {
  for (const folder of new Set(files.map(dirname))) await rmdir(folder).catch(() => undefined);
}

/**
 * Writes the reports that are asked for, and says where.
 * @throws ReportWriteError
 */
export async function writeReports(run: Run, files: ReportFiles): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [path, render] of [
    [files.junit, renderJUnit],
    [files.json, renderJson],
  ] as const) {
    if (path === undefined) continue;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, render(run));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ReportWriteError(
        `The report ${path} could not be written: ${why}. The run does not count without it.`,
        {
          cause,
        },
      );
    }
    written.push(path);
  }
  return written;
}

/** Name of a run: sorts by time, fits into the name of a namespace and into a label. */
export function nameRun(now: Date, random: number): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${(random % 46_656).toString(36).padStart(3, '0')}`;
}
