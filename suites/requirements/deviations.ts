import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

import { CatalogueError } from './load.ts';

/**
 * What a published mesh is known to do otherwise than a requirement asks or, where nothing is asked, what it chose. For
 * readers only: a run never looks here, and a mesh is judged by what it does.
 */
export interface KnownDeviation {
  readonly mesh: string;
  readonly version: string;
  readonly requirements: readonly string[];
  /** A sentence whose subject is the mesh, and is left out. */
  readonly does: string;
  /** `seen` in a running mesh, `read` in its code, `documented` by its makers, `reported` by its users. */
  readonly by: 'seen' | 'read' | 'documented' | 'reported';
  /** A file of the mesh's repository or of this one, or an address. */
  readonly where?: string | undefined;
}

const meshFile = z.strictObject({
  mesh: z.string().min(1),
  version: z.string().min(1),
  deviations: z
    .array(
      z.strictObject({
        requirements: z.array(z.string().min(1)).min(1, 'wanted a requirement at least'),
        does: z.string().regex(/^\p{Lu}.*[.]$/su, 'wanted a sentence'),
        by: z.enum(['seen', 'read', 'documented', 'reported']),
        where: z.string().min(1).optional(),
      }),
    )
    .min(1, 'wanted a deviation at least'),
});

/** All that is known, a file for each mesh, in alphabetical order. Throws `CatalogueError`. */
export function loadDeviations(
  directory: string = fileURLToPath(new URL('deviations', import.meta.url)),
): readonly KnownDeviation[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.flatMap((file) => {
    const checked = meshFile.safeParse(parse(readFileSync(join(directory, file), 'utf8')));
    if (!checked.success) {
      const problems = checked.error.issues.map(
        ({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`,
      );
      throw new CatalogueError(problems.join('\n'), { cause: checked.error });
    }
    const { mesh, version, deviations } = checked.data;
    return deviations.map((deviation) => ({ mesh, version, ...deviation }));
  });
}
