import type { JsonObject } from '../json.ts';
import { idOf, type Core } from '../objects/core.ts';
import { createObject } from '../objects/create.ts';
import { decode } from '../objects/decode.ts';
import { removeObject } from '../objects/remove.ts';
import { updateObject } from '../objects/update.ts';
import { apiVersionOf } from '../registry/resource.ts';
import { methodNotAllowed } from '../status/error.ts';
import { inVersion } from '../storage/representation.ts';
import { answer, checkNameInPath, named, type Subresource } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { removeOptions, writeParameters } from './options.ts';
import { selection } from './read.ts';
import type { ResourceRoute } from './route.ts';

export async function create(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { dryRun, validation } = writeParameters(exchange.query, 'CreateOptions');
  const body = await exchange.body();
  const { draft, warnings } = decode(route.served, body?.value, validation, { findings: body?.findings });
  exchange.warn(warnings);
  if (route.served.type.namespaced && !route.scoped) throw methodNotAllowed();
  answer(core, exchange, route, 201, createObject(core, route, draft, { manager: exchange.manager, dryRun }));
}

export async function update(
  core: Core,
  exchange: Exchange,
  route: ResourceRoute,
  subresource: Subresource,
): Promise<void> {
  const { dryRun, validation } = writeParameters(exchange.query, 'UpdateOptions');
  const body = await exchange.body();
  const { draft, warnings } = decode(route.served, body?.value, validation, { findings: body?.findings });
  exchange.warn(warnings);
  checkNameInPath(route, draft);
  const old = named(core, route);
  answer(
    core,
    exchange,
    route,
    200,
    updateObject(core, route, old, draft, { manager: exchange.manager, dryRun, subresource }),
  );
}

export async function remove(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { served, name } = route;
  const options = removeOptions(exchange.query, (await exchange.body())?.value);
  const object = named(core, route);
  const { object: left, gone } = removeObject(core, served.type, object, options);
  if (!gone || returnsDeleted.has(served.type.resource)) {
    answer(core, exchange, route, 200, left);
    return;
  }
  const { group, resource } = served.type;
  exchange.send(200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: resource, uid: object.metadata.uid },
  });
}

/** Kinds whose deletion is answered with the object itself. */
const returnsDeleted: ReadonlySet<string> = new Set(['pods', 'services', 'serviceaccounts']);

export async function removeCollection(core: Core, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { served, namespace, scoped } = route;
  const options = removeOptions(exchange.query, (await exchange.body())?.value);
  const matches = selection(exchange, route);
  const objects = core.storage
    .table(idOf(served.type))
    .list(scoped ? namespace : undefined)
    .filter(matches);
  const items = objects.map((object) => removeObject(core, served.type, object, options).object);
  const result: JsonObject = {
    kind: served.type.listKind,
    apiVersion: apiVersionOf(served),
    metadata: { resourceVersion: String(core.storage.revision) },
    items: items.map((item) => inVersion(item, served)),
  };
  exchange.send(200, result);
}
