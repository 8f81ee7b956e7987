import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';

import { isAskable, type Requirement } from './catalogue.ts';
import { catalogueFile, type CatalogueFile, type CatalogueRow } from './row-schema.ts';

/** A catalogue file says something wrong; the message has file, line, column and what was wanted. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  readonly code = 'CATALOGUE';
}

interface Located {
  readonly requirement: Requirement;
  /** `split-weights.yaml:12:5`. */
  readonly place: string;
}

/** Every requirement, file by file in alphabetical order. Throws `CatalogueError`. */
export function loadCatalogue(
  directory: string = fileURLToPath(new URL('.', import.meta.url)),
): readonly Requirement[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  if (files.length === 0) {
    throw new CatalogueError(
      `${directory}: wanted the catalogue's YAML files, found none. Was the package built whole?`,
    );
  }
  const seen = new Map<string, string>();
  return files
    .flatMap((file) => parseCatalogue(file, readFileSync(join(directory, file), 'utf8')))
    .map(({ requirement, place }) => {
      // A requirement of several groups has a row for each, since versions and clauses differ.
      const key = `${requirement.id} of ${requirement.versionOf}`;
      const before = seen.get(key);
      if (before !== undefined) {
        throw new CatalogueError(
          `${place}: the id ${key} is taken already, at ${before}. Choose another one.`,
        );
      }
      seen.set(key, place);
      return requirement;
    });
}

/** The requirements of one file. `file` is its name, for messages. */
export function parseCatalogue(file: string, text: string): readonly Located[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placeOf = (path: readonly PropertyKey[]): string => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new CatalogueError(`${file}:${line}:${col}: not YAML: ${broken.message}`, { cause: broken });
  }
  const checked = catalogueFile.safeParse(document.toJS());
  if (!checked.success) {
    const problems = checked.error.issues.map(
      ({ path, message }) => `${placeOf(path)}: ${path.join('.') || 'the file'}: ${message}`,
    );
    throw new CatalogueError(problems.join('\n'), { cause: checked.error });
  }
  return checked.data.requirements.map((row, index) => {
    const place = placeOf(['requirements', index]);
    const complain = (wanted: string): never => {
      throw new CatalogueError(`${place}: ${row.id}: ${wanted}`);
    };
    return { requirement: completed(row, checked.data, complain), place };
  });
}

/** A row with what the file says for all of them. */
function completed(row: CatalogueRow, file: CatalogueFile, complain: (wanted: string) => never): Requirement {
  const given = { ...file.defaults, ...row };
  const needed = <T>(value: T | undefined, field: string): T =>
    value ?? complain(`wanted \`${field}\`, in the row or in the file's defaults`);
  const clause = needed(given.clause, 'clause');
  const status = needed(given.status, 'status');
  const requirement: Requirement = {
    id: row.id,
    api: file.api,
    level: needed(given.level, 'level'),
    versions: needed(given.versions, 'versions'),
    versionOf: needed(given.versionOf, 'versionOf'),
    clause: { document: clause.document ?? file.document, version: clause.version, heading: clause.heading },
    source: row.source,
    text: row.text,
    probe: row.probe,
    ...(row.observations === undefined ? {} : { observations: row.observations }),
    status,
    ...(row.excuse === undefined ? {} : { excuse: row.excuse }),
    ...(row.reason === undefined ? {} : { reason: row.reason }),
  };
  checkTogether(requirement, complain);
  return requirement;
}

/** What no field can be checked for alone. */
function checkTogether(requirement: Requirement, complain: (wanted: string) => never): void {
  const { id, api, level, status, excuse, reason, observations, source } = requirement;
  const family = api === 'general' ? 'gen' : api;
  // The examples of a document are a family within that of its API: `ex.split.canary`.
  if (!id.startsWith(`${family}.`) && !id.startsWith(`ex.${family}.`))
    complain(`wanted an id of the family ${family}`);
  if (status === 'excused' && (excuse === undefined || reason === undefined))
    complain('wanted an `excuse` for leaving it out, and a `reason` in a sentence');
  if (status !== 'excused' && (excuse ?? reason) !== undefined)
    complain('`excuse` and `reason` are for what is excused');
  if (!isAskable(requirement) && status !== 'excused')
    complain('wanted it `excused`: this suite asks nothing of the group metrics');
  const open = level === 'AMBIG' || level === 'SILENT' || level === 'MAY';
  if (open && status !== 'excused' && observations === undefined) {
    complain(`wanted \`observations\`: ${level} is recorded and not judged`);
  }
  if ((level === 'SILENT') !== (source.basis === 'silence') && level !== 'AMBIG')
    complain(
      `the basis ${source.basis} does not go with ${level}: what is silent, and only that, has silence for its basis`,
    );
  if (!open && observations !== undefined)
    complain(`\`observations\` are for what is left open, and ${level} is judged`);
}

/** Offset of the node at `path`, or of the nearest one above it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
