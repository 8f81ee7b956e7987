import { z } from 'zod';
import type { JournalEvent, OutcomeKind, RunDescription, ScenarioIdentity, ScenarioResult } from './model.ts';
import { journalVersion } from './model.ts';

/** The model as schemas: what a journal or a report of another process must look like before it is believed. */

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
const time = z.iso.datetime({ offset: true });
const texts = z.array(z.string()).readonly();

const clause = z.strictObject({ document: z.string(), version: z.string(), heading: z.string() }).readonly();
const level = z.enum(['MUST', 'implied', 'SHOULD', 'MAY', 'AMBIG', 'SILENT']);

export const outcomeSchema: z.ZodType<OutcomeKind> = z.enum([
  'pass',
  'fail',
  'expected-failure',
  'unsupported',
  'skipped',
  'inconclusive',
  'error',
]);

const identityFields = {
  id: z.string().min(1),
  requirement: z.string().min(1),
  api: z.string().min(1),
  version: z.string().min(1),
  level,
  clause,
  text: z.string(),
};

export const identitySchema: z.ZodType<ScenarioIdentity> = z.strictObject(identityFields).readonly();

const evidence = z
  .strictObject({ title: z.string(), lines: texts, data: z.unknown().exactOptional() })
  .readonly();

const failure = z
  .strictObject({ wanted: z.string(), got: z.string(), diagnosis: z.string().exactOptional() })
  .readonly();

export const resultSchema: z.ZodType<ScenarioResult> = z
  .strictObject({
    ...identityFields,
    outcome: outcomeSchema,
    reason: z.string().exactOptional(),
    failure: failure.exactOptional(),
    evidence: z.array(evidence).readonly(),
    observation: z.string().exactOptional(),
    finding: z.string().exactOptional(),
    startedAt: time,
    durationMs: milliseconds,
    convergenceMs: z.array(milliseconds).readonly(),
    repeat: z.string(),
    knownDeviation: z.strictObject({ url: z.string(), note: z.string() }).readonly().exactOptional(),
  })
  .readonly();

export const runDescriptionSchema: z.ZodType<RunDescription> = z
  .strictObject({
    runId: z.string().min(1),
    suite: z.strictObject({ name: z.string(), version: z.string() }).readonly(),
    startedAt: time,
    mesh: z.strictObject({ name: z.string(), title: z.string() }).readonly(),
    cluster: z
      .strictObject({
        provider: z.string(),
        title: z.string(),
        facts: z.record(z.string(), z.string()).readonly(),
      })
      .readonly(),
    served: z.record(z.string(), texts).readonly(),
    headerShape: z.string(),
    command: texts,
    seed: z.number(),
    node: z.string(),
  })
  .readonly();

export const countsSchema: z.ZodType<Readonly<Record<OutcomeKind, number>>> = z
  .strictObject({
    pass: count,
    fail: count,
    'expected-failure': count,
    unsupported: count,
    skipped: count,
    inconclusive: count,
    error: count,
  })
  .readonly();

/** One line of a journal. */
export const journalEventSchema: z.ZodType<JournalEvent> = z.union([
  z
    .strictObject({
      event: z.literal('run-started'),
      journal: z.literal(journalVersion),
      run: runDescriptionSchema,
    })
    .readonly(),
  z.strictObject({ event: z.literal('planned'), scenarios: z.array(identitySchema).readonly() }).readonly(),
  z.strictObject({ event: z.literal('scenario-started'), id: z.string(), at: time }).readonly(),
  z.strictObject({ event: z.literal('scenario-finished'), result: resultSchema }).readonly(),
  z
    .strictObject({ event: z.literal('run-trouble'), at: time, where: z.string(), message: z.string() })
    .readonly(),
  z
    .strictObject({
      event: z.literal('run-finished'),
      at: time,
      durationMs: milliseconds,
      interrupted: z.boolean(),
      counts: countsSchema,
    })
    .readonly(),
]);
