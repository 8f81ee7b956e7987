import { apiVersionOf, groupVersion } from '../registry/resource.ts';
import { parseFieldSelector, parseLabelSelector, type Predicate } from '../selectors/query.ts';
import { badRequest, expired } from '../status/error.ts';
import { idOf, type Core } from '../objects/core.ts';
import { inVersion, jsonOf } from '../storage/representation.ts';
import { listKey } from '../storage/table.ts';
import type { StoredObject } from '../store.ts';
import { partialObject, tableOf, wantsPartial, wantsTable } from '../table/table.ts';
import { named } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { ResourceRoute } from './route.ts';

export function get(core: Core, exchange: Exchange, route: ResourceRoute): void {
  const { served } = route;
  const object = named(core, route);
  const table = wantsTable(exchange.accept);
  if (table !== undefined) {
    const { resourceVersion } = object.metadata;
    exchange.json(
      200,
      tableOf(served, [inVersion(object, served)], {
        ...table,
        clock: core.clock,
        metadata: { resourceVersion },
        query: exchange.query,
      }),
    );
    return;
  }
  if (wantsPartial(exchange.accept)) exchange.send(200, partialObject(inVersion(object, served), 'v1'));
  else exchange.json(200, jsonOf(object, served));
}

/** The selectors of a list or watch, and its namespace and name, as one predicate. */
export function selection(exchange: Exchange, route: ResourceRoute): Predicate {
  const labels = exchange.query.get('labelSelector') ?? '';
  const fields = exchange.query.get('fieldSelector') ?? '';
  const predicates: Predicate[] = [];
  if (route.name !== '') predicates.push(({ metadata }) => metadata.name === route.name);
  if (route.scoped) predicates.push(({ metadata }) => metadata.namespace === route.namespace);
  if (labels !== '') predicates.push(parseLabelSelector(labels));
  if (fields !== '') predicates.push(parseFieldSelector(fields, route.served.type));
  return (object) => predicates.every((predicate) => predicate(object));
}

interface Continuation {
  readonly revision: number;
  readonly after: string;
}

export function list(core: Core, exchange: Exchange, route: ResourceRoute): void {
  const { served, namespace, scoped } = route;
  const { query } = exchange;
  const matches = selection(exchange, route);
  const continued = readContinuation(
    query.get('continue') ?? '',
    core.storage.history(idOf(served.type)).oldest,
  );
  const limit = Number(query.get('limit') ?? 0);
  const revision = continued?.revision ?? core.storage.revision;
  let items = core.storage
    .table(idOf(served.type))
    .list(scoped ? namespace : undefined)
    .filter(matches);
  if (continued !== undefined) items = items.filter((object) => listKey(object) > continued.after);
  const left = limit > 0 ? items.length - limit : 0;
  if (left > 0) items = items.slice(0, limit);
  const last = items.at(-1);
  const metadata = {
    ...(served.type.custom ? { continue: '' } : {}),
    resourceVersion: String(revision),
    ...(left > 0 && last !== undefined
      ? { continue: writeContinuation({ revision, after: listKey(last) }), remainingItemCount: left }
      : {}),
  };
  const table = wantsTable(exchange.accept);
  if (table !== undefined) {
    const objects = items.map((item) => inVersion(item, served));
    exchange.json(200, tableOf(served, objects, { ...table, clock: core.clock, metadata, query }));
    return;
  }
  if (wantsPartial(exchange.accept)) {
    const partial = items.map((item) => partialObject(inVersion(item, served), 'v1'));
    exchange.send(200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: partial,
    });
    return;
  }
  exchange.json(200, listText(route, items, metadata));
}

/** Put together from texts that were made once for each object; items of built-in kinds do not repeat their kind. */
function listText({ served }: ResourceRoute, items: readonly StoredObject[], metadata: object): string {
  const { type } = served;
  const apiVersion = apiVersionOf(served);
  const prefix = type.custom
    ? ''
    : `{"kind":"${type.kind}","apiVersion":"${groupVersion(type.group, served.version.name)}",`;
  const texts = items.map((item) => {
    const text = jsonOf(item, served);
    return prefix !== '' && text.startsWith(prefix) ? `{${text.slice(prefix.length)}` : text;
  });
  return `{"kind":"${type.listKind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${texts.join(',')}]}`;
}

const writeContinuation = (continuation: Continuation): string =>
  Buffer.from(JSON.stringify(continuation)).toString('base64url');

function readContinuation(text: string, oldest: number): Continuation | undefined {
  if (text === '') return undefined;
  let read: Continuation;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString()) as Continuation;
  } catch (cause) {
    throw badRequest(`continue key is not valid: ${text}`, { cause });
  }
  if (read.revision < oldest) {
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  return read;
}
