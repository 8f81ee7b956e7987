import type { Draft } from '../draft.ts';
import { idOf, type Core } from '../objects/core.ts';
import { badRequest, notFound } from '../status/error.ts';
import { inVersion, jsonOf } from '../storage/representation.ts';
import type { StoredObject } from '../store.ts';
import { tableOf, wantsTable } from '../table/table.ts';
import type { Exchange } from './exchange.ts';
import type { ResourceRoute } from './route.ts';

/** The subresources that take whole objects. */
export type Subresource = 'status' | undefined;

/** Answers with an object that was written. */
export function answer(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  code: number,
  object: StoredObject,
): void {
  const { served } = route;
  const table = wantsTable(exchange.accept);
  if (table === undefined) exchange.json(code, jsonOf(object, served));
  else
    exchange.json(
      code,
      tableOf(served, [inVersion(object, served)], {
        ...table,
        clock: core.clock,
        metadata: {},
        query: exchange.query,
      }),
    );
}

/** The object that the path names. @throws ApiError 404 */
export function named(core: Core, { served, namespace, name }: ResourceRoute): StoredObject {
  const found = core.storage.table(idOf(served.type)).get(namespace, name);
  if (found === undefined) throw notFound(served.type, name);
  return found;
}

/** @throws ApiError 400 when an object is sent to the path of another one */
export function checkNameInPath({ name }: ResourceRoute, { metadata }: Draft): void {
  if (metadata.name === name) return;
  throw badRequest(
    `the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`,
  );
}
