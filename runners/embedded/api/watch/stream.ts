import type { Core } from '../objects/core.ts';
import { idOf } from '../objects/core.ts';
import type { ResourceRoute } from '../http/route.ts';
import type { Exchange } from '../http/exchange.ts';
import { selection } from '../http/read.ts';
import type { Predicate } from '../selectors/query.ts';
import type { ResourceVersion, Served } from '../registry/resource.ts';
import { apiVersionOf } from '../registry/resource.ts';
import { ApiError, expired } from '../status/error.ts';
import type { Change } from '../storage/history.ts';
import { inVersion, jsonOf } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { tableOf, wantsTable } from '../table/table.ts';

const bookmarkInterval = 60_000;
const bufferLimit = 16 * 1024 * 1024;

/** Answers with changes, one JSON object a line, until the client goes or `timeoutSeconds` have passed. */
export function watch(core: Core, exchange: Exchange, route: ResourceRoute): void {
  const { query, response } = exchange;
  const { served } = route;
  const id = idOf(served.type);
  const matches = selection(exchange, route);
  const line = lineWriter(core, exchange, served);
  const from = startOf(core, route, query, matches);
  let pending: string[] = [];
  const flush = (): void => {
    const text = pending.join('');
    pending = [];
    response.write(text);
    // A client that does not read is cut off rather than kept in memory; it lists again.
    if (response.writableLength > bufferLimit) response.destroy();
  };
  const send = (text: string): void => {
    if (pending.length === 0) setImmediate(flush);
    pending.push(text);
  };
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();

  if (from.kind === 'expired') {
    response.end(`${JSON.stringify({ type: 'ERROR', object: expired(from.message).status() })}\n`);
    return;
  }
  for (const object of from.objects) send(line('ADDED', object));
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const bookmark = (initial: boolean): void => send(bookmarkLine(served, core.storage.revision, initial));
  if (bookmarks && query.get('sendInitialEvents') === 'true') bookmark(true);
  const tell = (change: Change): void => {
    const type = typeFor(change, matches);
    if (type === 'DELETED' && change.type === 'MODIFIED') send(line(type, asItWas(change)));
    else if (type !== undefined) send(line(type, change.object));
  };
  for (const change of from.changes) tell(change);
  const stop = core.storage.listen(id, tell);
  const timeout = Number(query.get('timeoutSeconds') ?? 0);
  const timers = [
    ...(bookmarks ? [setInterval(() => bookmark(false), bookmarkInterval)] : []),
    ...(timeout > 0 ? [setTimeout(() => void setImmediate(() => response.end()), timeout * 1_000)] : []),
  ];
  response.on('close', () => {
    stop();
    timers.forEach((timer) => clearInterval(timer));
  });
}

type Start =
  | { readonly kind: 'from'; readonly objects: readonly StoredObject[]; readonly changes: readonly Change[] }
  | { readonly kind: 'expired'; readonly message: string };

/** Without a resourceVersion everything there is comes first; with one, what happened since. */
function startOf(
  core: Core,
  { served, scoped, namespace }: ResourceRoute,
  query: URLSearchParams,
  matches: Predicate,
): Start {
  const id = idOf(served.type);
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version))
    throw new ApiError(
      500,
      '',
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  const initial = query.get('sendInitialEvents');
  if (initial === 'true' || (initial === null && (version === '' || version === '0'))) {
    const objects = core.storage
      .table(id)
      .list(scoped ? namespace : undefined)
      .filter(matches);
    return { kind: 'from', objects, changes: [] };
  }
  if (version === '' || version === '0') return { kind: 'from', objects: [], changes: [] };
  const changes = core.storage.history(id).since(Number(version));
  if (changes === undefined) {
    return {
      kind: 'expired',
      message: `too old resource version: ${version} (${core.storage.history(id).oldest})`,
    };
  }
  return { kind: 'from', objects: [], changes };
}

/** What a change is to somebody who sees only some objects: entering the selection is ADDED, leaving it is DELETED. */
function typeFor({ type, object, previous }: Change, matches: Predicate): Change['type'] | undefined {
  const now = type !== 'DELETED' && matches(object);
  const before = previous !== undefined && matches(previous);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

const left = new WeakMap<Change, StoredObject>();

/** An object that leaves a selection is told as it last was in it, with the revision of the change. */
function asItWas(change: Change): StoredObject {
  const { object, previous = object } = change;
  let found = left.get(change);
  if (found === undefined) {
    const { resourceVersion } = object.metadata;
    found = { ...previous, metadata: { ...previous.metadata, resourceVersion } };
    left.set(change, found);
  }
  return found;
}

type LineWriter = (type: Change['type'], object: StoredObject) => string;

function lineWriter(core: Core, exchange: Exchange, served: Served): LineWriter {
  const table = wantsTable(exchange.accept);
  if (table === undefined) return (type, object) => sharedLine(type, object, served);
  let first = true;
  return (type, object) => {
    const { resourceVersion } = object.metadata;
    const options = {
      ...table,
      clock: core.clock,
      metadata: { resourceVersion },
      query: exchange.query,
      columns: first,
    };
    first = false;
    return `{"type":"${type}","object":${tableOf(served, [inVersion(object, served)], options)}}\n`;
  };
}

const lines = new WeakMap<StoredObject, Map<ResourceVersion, Map<string, string>>>();

/** The line of an event, made once for all who watch. */
function sharedLine(type: Change['type'], object: StoredObject, served: Served): string {
  let versions = lines.get(object);
  if (versions === undefined) {
    versions = new Map();
    lines.set(object, versions);
  }
  let types = versions.get(served.version);
  if (types === undefined) {
    types = new Map();
    versions.set(served.version, types);
  }
  let line = types.get(type);
  if (line === undefined) {
    line = `{"type":"${type}","object":${jsonOf(object, served)}}\n`;
    types.set(type, line);
  }
  return line;
}

function bookmarkLine(served: Served, revision: number, initial: boolean): string {
  const annotations = initial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const object = {
    kind: served.type.kind,
    apiVersion: apiVersionOf(served),
    metadata: { resourceVersion: String(revision), creationTimestamp: null, ...annotations },
  };
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
}
