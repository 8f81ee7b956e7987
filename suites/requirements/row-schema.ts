import { z } from 'zod';

import { smiVersions } from '../../fixtures/smi/model.ts';
import { excuseWords, type Basis, type Excuse, type Requirement } from './catalogue.ts';

const sentence = z.string().regex(/\S[.]$/, 'wanted a sentence that ends with a full stop');
const versions = z.array(z.enum(smiVersions)).min(1, 'wanted at least one version');
const clause = z.strictObject({
  document: z.string().min(1).optional(),
  version: z.string().regex(/^v\d/, 'wanted a version such as v1alpha4'),
  heading: z.string().min(1),
});
const bases = ['sentence', 'example', 'schema', 'implied', 'silence'] as const satisfies readonly Basis[];
const source = z.strictObject({
  basis: z.enum(bases),
  sha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'wanted a SHA-256 in 64 lower-case hexadecimal digits'))
    .min(1, 'wanted a fingerprint at least'),
});

/** What a row may leave to the file's `defaults`. */
const shared = {
  level: z.enum(['MUST', 'implied', 'SHOULD', 'MAY', 'AMBIG', 'SILENT']),
  versions,
  versionOf: z.enum(['split', 'access', 'specs', 'metrics']),
  clause,
  status: z.enum(['judged', 'pending', 'excused']),
};

type Clause = Omit<Requirement['clause'], 'document'> & { readonly document?: string | undefined };

/** What rows share, and may leave to the file. */
interface SharedFields {
  readonly level?: Requirement['level'] | undefined;
  readonly versions?: readonly string[] | undefined;
  readonly versionOf?: Requirement['versionOf'] | undefined;
  readonly clause?: Clause | undefined;
  readonly status?: Requirement['status'] | undefined;
}

export interface CatalogueRow extends SharedFields {
  readonly id: string;
  readonly source: Requirement['source'];
  readonly text: string;
  readonly probe: string;
  readonly observations?: readonly string[] | undefined;
  readonly excuse?: Excuse | undefined;
  readonly reason?: string | undefined;
}

export interface CatalogueFile {
  readonly document: string;
  readonly api: Requirement['api'];
  readonly defaults: SharedFields;
  readonly requirements: readonly CatalogueRow[];
}

/** A file as written: `defaults` fill what its rows leave out. */
export const catalogueFile: z.ZodType<CatalogueFile> = z.strictObject({
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
        source,
        text: sentence,
        probe: sentence,
        observations: z.array(z.string().min(1)).min(2, 'wanted two readings at least').optional(),
        excuse: z.enum(Object.keys(excuseWords) as Excuse[]).optional(),
        reason: sentence.optional(),
      }),
    )
    .min(1, 'wanted at least one requirement'),
});
