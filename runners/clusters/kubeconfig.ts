import { stringify } from 'yaml';
import { didYouMean } from '../../words/nearest.ts';
import { readKubeconfigs, type KubeconfigSource } from './kubeconfig-file.ts';
import { EnvironmentError } from './provider.ts';

export type { KubeconfigSource } from './kubeconfig-file.ts';

/** A kubeconfig reduced to one context, usable from any folder. */
export interface SelectedContext {
  /** YAML text with one cluster, one user and one context, which is current. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly server: string;
}

/** Reads, merges and reduces: the context `contextName`, or the current one. Rejects with an EnvironmentError. */
export async function selectContext(
  source: KubeconfigSource,
  contextName: string | undefined,
): Promise<SelectedContext> {
  const files = await readKubeconfigs(source);
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
