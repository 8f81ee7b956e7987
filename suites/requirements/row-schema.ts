import { z } from 'zod';

import { smiVersions } from '../../fixtures/smi/model.ts';

const sentence = z.string().regex(/\S[.]$/, 'wanted a sentence that ends with a full stop');
const versions = z.array(z.enum(smiVersions)).min(1, 'wanted at least one version');
const clause = z.strictObject({
  document: z.string().min(1).optional(),
  version: z.string().regex(/^v\d/, 'wanted a version such as v1alpha4'),
  heading: z.string().min(1),
});

/** What a row may leave to the file's `defaults`. */
const shared = {
  level: z.enum(['MUST', 'implied', 'SHOULD', 'MAY', 'AMBIG', 'SILENT']),
  versions,
  versionOf: z.enum(['split', 'access', 'specs']),
  clause,
  status: z.enum(['judged', 'pending', 'excused']),
};

/** A file as written: `defaults` fill what its rows leave out. */
export const catalogueFile = z.strictObject({
  /** Document of every clause that does not name another one. */
  document: z.string().min(1),
  api: z.enum(['split', 'access', 'specs', 'api', 'general']),
  defaults: z.strictObject(shared).partial().default({}),
  requirements: z
    .array(
      z.strictObject({
        ...z.strictObject(shared).partial().shape,
        id: z
          .string()
          .regex(/^[a-z]+(\.[a-z0-9-]+)+$/, 'wanted words separated by dots, such as split.weights.zero'),
        text: sentence,
        probe: sentence,
        observations: z.array(z.string().min(1)).min(2, 'wanted two readings at least').optional(),
        reason: sentence.optional(),
      }),
    )
    .min(1, 'wanted at least one requirement'),
});

export type CatalogueFile = z.infer<typeof catalogueFile>;
export type CatalogueRow = CatalogueFile['requirements'][number];
