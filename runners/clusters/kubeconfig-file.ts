import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { EnvironmentError } from './provider.ts';

/** Where kubeconfig files may be named; the order of precedence is kubectl's. */
export interface KubeconfigSource {
  /** The file that the user named on the command line; it alone is read, and it must exist. */
  readonly file: string | undefined;
  /** Value of KUBECONFIG: a list of files, of which some may be missing. */
  readonly variable: string | undefined;
  /** The user's home folder, for `.kube/config` when nothing else is named. */
  readonly home: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Named<Key extends string> = Readonly<Record<Key, Fields>> & { readonly name: string };

export interface Kubeconfig extends Fields {
  readonly clusters: readonly Named<'cluster'>[];
  readonly users: readonly Named<'user'>[];
  readonly contexts: readonly Named<'context'>[];
  readonly 'current-context'?: string | null | undefined;
}

const named = <Key extends string>(key: Key): z.ZodType<readonly Named<Key>[]> =>
  z
    .array(
      z.looseObject({
        name: z.string(),
        [key]: z
          .record(z.string(), z.unknown())
          .nullish()
          .transform((value) => value ?? {}),
      }),
    )
    .nullish()
    .transform((value) => value ?? []) as never;

const kubeconfigSchema: z.ZodType<Kubeconfig> = z.looseObject({
  clusters: named('cluster'),
  users: named('user'),
  contexts: named('context'),
  'current-context': z.string().nullish(),
});

export interface KubeconfigFile {
  readonly path: string;
  readonly config: Kubeconfig;
}

/** The files that count, first in precedence first. Rejects with an EnvironmentError when there is none, or one cannot be read. */
export async function readKubeconfigs(source: KubeconfigSource): Promise<readonly KubeconfigFile[]> {
  if (source.file !== undefined) return [await mustRead(source.file)];
  const listed = (source.variable ?? '').split(path.delimiter).filter((entry) => entry !== '');
  const candidates = listed.length > 0 ? listed : [path.join(source.home, '.kube', 'config')];
  const files = (await Promise.all(candidates.map(readIfPresent))).filter((file) => file !== undefined);
  if (files.length === 0) {
    const named =
      listed.length > 0
        ? `KUBECONFIG names ${candidates.join(', ')}, and no such file exists`
        : `there is no ${candidates.join(', ')}, and KUBECONFIG is not set`;
    throw new EnvironmentError(
      'KUBECONFIG_MISSING',
      `No kubeconfig was found: ${named}. Name a file with --kubeconfig, or run on a cluster of the suite's own with --cluster kind or --cluster embedded.`,
    );
  }
  return files;
}

async function mustRead(file: string): Promise<KubeconfigFile> {
  const found = await readIfPresent(file);
  if (found === undefined)
    throw new EnvironmentError(
      'KUBECONFIG_MISSING',
      `The kubeconfig ${file} does not exist. Check the path given to --kubeconfig.`,
    );
  return found;
}

async function readIfPresent(file: string): Promise<KubeconfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return undefined;
    const why =
      code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission was denied' : String(cause);
    throw new EnvironmentError('KUBECONFIG_UNREADABLE', `The kubeconfig ${file} cannot be read: ${why}.`, {
      cause,
    });
  }
  return { path: file, config: absolutePaths(parse(file, text), path.dirname(path.resolve(file))) };
}

function parse(file: string, text: string): Kubeconfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new EnvironmentError(
      'KUBECONFIG_MALFORMED',
      `The kubeconfig ${file} is not YAML: line ${line}, column ${col}: ${problem.message}`,
      { cause: problem },
    );
  }
  const checked = kubeconfigSchema.safeParse(document.toJS() ?? {});
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new EnvironmentError(
    'KUBECONFIG_MALFORMED',
    `The kubeconfig ${file} has an unexpected shape at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'not a kubeconfig'}.`,
    { cause: checked.error },
  );
}

const pathFields: ReadonlySet<string> = new Set([
  'certificate-authority',
  'client-certificate',
  'client-key',
  'tokenFile',
]);

/** Paths in a kubeconfig are relative to its own file; the reduced text has no file, so they become absolute. */
function absolutePaths(config: Kubeconfig, folder: string): Kubeconfig {
  const absolute = (fields: Fields): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        pathFields.has(key) && typeof value === 'string' && value !== ''
          ? path.resolve(folder, value)
          : value,
      ]),
    );
  return {
    ...config,
    clusters: config.clusters.map((entry) => ({ ...entry, cluster: absolute(entry.cluster) })),
    users: config.users.map((entry) => ({ ...entry, user: absolute(entry.user) })),
  };
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
