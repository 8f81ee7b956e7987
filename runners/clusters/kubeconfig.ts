import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { didYouMean } from '../../words/nearest.ts';
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

/** A kubeconfig reduced to one context, usable from any folder. */
export interface SelectedContext {
  /** YAML text with one cluster, one user and one context, which is current. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly server: string;
}

type Fields = Readonly<Record<string, unknown>>;

const named = <Key extends string>(
  key: Key,
): z.ZodType<readonly (Readonly<Record<Key, Fields>> & { readonly name: string })[]> =>
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

const kubeconfigSchema = z.looseObject({
  clusters: named('cluster'),
  users: named('user'),
  contexts: named('context'),
  'current-context': z.string().nullish(),
});

type Kubeconfig = z.infer<typeof kubeconfigSchema>;

/** Reads, merges and reduces: the context `contextName`, or the current one. Rejects with an EnvironmentError. */
export async function selectContext(
  source: KubeconfigSource,
  contextName: string | undefined,
): Promise<SelectedContext> {
  const files = await readFiles(source);
  const where = files.map((file) => file.path).join(', ');
  const contexts = mergeByName(files.map((file) => file.config.contexts));
  const wanted =
    contextName ??
    files
      .map((file) => file.config['current-context'])
      .find((name) => name !== undefined && name !== null && name !== '');
  if (wanted === undefined || wanted === null) {
    throw new EnvironmentError(
      'KUBECONFIG_NO_CONTEXT',
      `No context is current in ${where}. Name one of ${list(contexts)} with --context, or choose one with "kubectl config use-context".`,
    );
  }
  const context = contexts.get(wanted);
  if (context === undefined) {
    throw new EnvironmentError(
      'KUBECONFIG_UNKNOWN_CONTEXT',
      `There is no context "${wanted}" in ${where}; there ${contexts.size === 1 ? 'is' : 'are'} ${list(contexts)}.${didYouMean(wanted, contexts.keys())}`,
    );
  }
  const cluster = part(
    wanted,
    'cluster',
    context.context['cluster'],
    mergeByName(files.map((file) => file.config.clusters)),
    where,
  );
  const user =
    context.context['user'] === undefined
      ? undefined
      : part(
          wanted,
          'user',
          context.context['user'],
          mergeByName(files.map((file) => file.config.users)),
          where,
        );
  const server = cluster.cluster['server'];
  if (typeof server !== 'string' || !URL.canParse(server)) {
    throw new EnvironmentError(
      'KUBECONFIG_MALFORMED',
      `The cluster "${cluster.name}" in ${where} needs a "server" that is a URL, such as https://10.0.0.1:6443, but it has ${JSON.stringify(server)}.`,
    );
  }
  const reduced = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users: user === undefined ? [] : [user],
    contexts: [{ name: wanted, context: context.context }],
    'current-context': wanted,
  };
  return { kubeconfig: stringify(reduced), context: wanted, server };
}

interface KubeconfigFile {
  readonly path: string;
  readonly config: Kubeconfig;
}

async function readFiles(source: KubeconfigSource): Promise<readonly KubeconfigFile[]> {
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

/** As kubectl merges: of entries with one name the first file's wins. */
function mergeByName<Entry extends { readonly name: string }>(
  lists: readonly (readonly Entry[])[],
): ReadonlyMap<string, Entry> {
  const merged = new Map<string, Entry>();
  for (const entry of lists.flat()) if (!merged.has(entry.name)) merged.set(entry.name, entry);
  return merged;
}

function part<Entry extends { readonly name: string }>(
  context: string,
  kind: string,
  name: unknown,
  entries: ReadonlyMap<string, Entry>,
  where: string,
): Entry {
  const entry = typeof name === 'string' ? entries.get(name) : undefined;
  if (entry !== undefined) return entry;
  throw new EnvironmentError(
    'KUBECONFIG_MALFORMED',
    `The context "${context}" in ${where} names the ${kind} ${JSON.stringify(name)}, but the ${kind}s there are: ${list(entries)}.`,
  );
}

function list(entries: ReadonlyMap<string, unknown>): string {
  return entries.size === 0 ? 'none' : [...entries.keys()].map((name) => `"${name}"`).join(', ');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
