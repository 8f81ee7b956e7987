import { list, object, text, type Json } from '../objects/fields.ts';
import { isAborted, pause } from '../wire/abort.ts';
import { ApiError, type ApiClient } from './client.ts';

export interface Follower {
  /** An object that exists, new or changed. */
  readonly onObject: (source: Json) => void;
  readonly onGone: (source: Json) => void;
  /** What exists has been told once. */
  readonly onListed: () => void;
  readonly onTrouble: (error: Error) => void;
}

const firstPauseMs = 50;
const longestPauseMs = 5_000;
const betweenWatchesMs = 5;

/**
 * Lists a collection, then watches it, and again from the list when the server has forgotten the version or the watch
 * breaks, until `signal` is aborted. An object that vanished in between is told as gone.
 * @param path of the collection, for instance `/api/v1/services`
 */
export async function follow(
  client: ApiClient,
  path: string,
  follower: Follower,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<string, Json>();
  let pauseMs = firstPauseMs;
  while (!isAborted(signal)) {
    try {
      const listed = await client.get(path);
      replace(known, list(listed['items']), follower);
      follower.onListed();
      pauseMs = firstPauseMs;
      await watchFrom(client, path, versionOf(listed), known, follower, signal);
    } catch (error) {
      if (isAborted(signal)) return;
      // 404: a CRD that is not served yet, or no more; its group may come back.
      if (error instanceof ApiError && error.status === 404) {
        replace(known, [], follower);
        follower.onListed();
      } else follower.onTrouble(error as Error);
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** Goes on from watch to watch until the server no longer knows the version it is asked to go on from. */
async function watchFrom(
  client: ApiClient,
  path: string,
  from: string,
  known: Map<string, Json>,
  follower: Follower,
  signal: AbortSignal,
): Promise<void> {
  let version = from;
  const stream = { expired: false };
  while (!stream.expired && !isAborted(signal)) {
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(version)}`;
    await client.watch(
      `${path}?${query}`,
      (event) => {
        if (event['type'] === 'ERROR') {
          stream.expired = true;
          return;
        }
        const source = object(event['object']);
        version = versionOf(source);
        if (event['type'] === 'BOOKMARK') return;
        const gone = event['type'] === 'DELETED';
        if (gone) known.delete(keyOf(source));
        else known.set(keyOf(source), source);
        (gone ? follower.onGone : follower.onObject)(source);
      },
      signal,
    );
    // A server that ends every watch at once shall not be asked without a pause.
    await pause(betweenWatchesMs, signal);
  }
}

function replace(known: Map<string, Json>, items: readonly Json[], follower: Follower): void {
  const present = new Map(items.map((item) => [keyOf(item), item]));
  for (const [key, source] of [...known]) {
    if (present.has(key)) continue;
    known.delete(key);
    follower.onGone(source);
  }
  for (const [key, source] of present) {
    const before = known.get(key);
    known.set(key, source);
    if (before === undefined || versionOf(before) !== versionOf(source)) follower.onObject(source);
  }
}

function versionOf(source: Json): string {
  return text(object(source['metadata'])['resourceVersion']) ?? '';
}

function keyOf(source: Json): string {
  const metadata = object(source['metadata']);
  return `${text(metadata['namespace']) ?? ''}/${text(metadata['name']) ?? ''}`;
}
