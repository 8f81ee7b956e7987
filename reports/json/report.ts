import { z } from 'zod';
import { gradesOf, type Grade } from '../grades.ts';
import type { RunDescription, ScenarioResult } from '../model.ts';
import type { OutcomeCounts } from '../outcome.ts';
import type { Run, RunTrouble } from '../run.ts';
import { countsSchema, resultSchema, runDescriptionSchema } from '../schema.ts';
import { verdictOf, type Verdict } from '../verdict.ts';

export const reportVersion = 1;

/** The whole run as one document: `reports/schemas/report.schema.json`. */
export interface Report {
  readonly report: typeof reportVersion;
  readonly run: RunDescription;
  readonly verdict: Verdict;
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly durationMs: number;
  readonly counts: OutcomeCounts;
  readonly grades: readonly Grade[];
  readonly troubles: readonly RunTrouble[];
  readonly results: readonly ScenarioResult[];
}

const count = z.int().nonnegative();
const tally = z
  .strictObject({ passed: count, failed: count, expectedFailures: count, judged: count, undecided: count })
  .readonly();

const gradeSchema = z
  .strictObject({
    api: z.string(),
    version: z.string(),
    capability: z.enum(['full', 'partial', 'none', 'not-asked']),
    supported: count,
    asked: count,
    unsupported: z
      .array(z.strictObject({ reason: z.string(), requirements: z.array(z.string()).readonly() }).readonly())
      .readonly(),
    required: tally,
    recommended: tally,
    observations: z
      .array(
        z
          .strictObject({
            requirement: z.string(),
            level: z.enum(['MUST', 'implied', 'SHOULD', 'MAY', 'AMBIG', 'SILENT']),
            text: z.string(),
            observed: z.string(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export const reportSchema: z.ZodType<Report> = z
  .strictObject({
    report: z.literal(reportVersion),
    run: runDescriptionSchema,
    verdict: z
      .strictObject({
        verdict: z.enum(['conformant', 'not-conformant', 'environment', 'inconclusive', 'interrupted']),
        exitCode: z.int(),
        reasons: z.array(z.string()).readonly(),
      })
      .readonly(),
    complete: z.boolean(),
    interrupted: z.boolean(),
    durationMs: z.number().nonnegative(),
    counts: countsSchema,
    grades: z.array(gradeSchema).readonly(),
    troubles: z.array(z.strictObject({ where: z.string(), message: z.string() }).readonly()).readonly(),
    results: z.array(resultSchema).readonly(),
  })
  .readonly();

export function buildReport(run: Run): Report {
  return {
    report: reportVersion,
    run: run.description,
    verdict: verdictOf(run),
    complete: run.complete,
    interrupted: run.interrupted,
    durationMs: run.durationMs,
    counts: run.counts,
    grades: gradesOf(run.results),
    troubles: run.troubles,
    results: run.results,
  };
}

/** The report as text. Throws a ZodError when it would not satisfy its own published schema. */
export function renderJson(run: Run): string {
  return `${JSON.stringify(reportSchema.parse(buildReport(run)), undefined, 2)}\n`;
}
