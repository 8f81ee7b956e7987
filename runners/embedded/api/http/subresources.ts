import { requestToken, tokenRequests } from '../auth/reviews.ts';
import { draftOf } from '../draft.ts';
import { containerOf, podOf } from '../exec/exec.ts';
import type { JsonObject } from '../json.ts';
import { idOf } from '../objects/core.ts';
import { decode } from '../objects/decode.ts';
import { removeWhenFinished } from '../objects/finish.ts';
import { updateObject } from '../objects/update.ts';
import { badRequest, conflict, internal, methodNotAllowed, noSuchRoute } from '../status/error.ts';
import { finished } from '../draft.ts';
import { jsonOf } from '../storage/representation.ts';
import { named } from './answer.ts';
import type { Exchange } from './exchange.ts';
import type { Parts } from './parts.ts';
import { get } from './read.ts';
import type { ResourceRoute } from './route.ts';
import { getScale, patchScale, putScale } from './scale.ts';
import { patch } from './patch.ts';
import { update } from './write.ts';

/** Requests on `/status`, `/scale`, `/token`, `/log`, `/binding` and `/finalize`. */
export async function subresource(parts: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  const { type, version } = route.served;
  const key = `${type.group === '' ? type.resource : ''}/${route.subresource}`;
  if (route.subresource === 'status' && version.status) {
    await status(parts, exchange, route);
  } else if (route.subresource === 'scale' && version.scale !== undefined) {
    await scale(parts, exchange, route);
  } else if (key === 'serviceaccounts/token') {
    await token(parts, exchange, route);
  } else if (key === 'pods/log') {
    await log(parts, exchange, route);
  } else if (key === 'pods/binding') {
    await bind(parts, exchange, route);
  } else if (key === 'namespaces/finalize') {
    await finalize(parts, exchange, route);
  } else {
    throw noSuchRoute();
  }
}

async function status({ core }: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method === 'GET') get(core, exchange, route);
  else if (exchange.method === 'PUT') await update(core, exchange, route, 'status');
  else if (exchange.method === 'PATCH') await patch(core, exchange, route, 'status');
  else throw methodNotAllowed();
}

async function scale({ core }: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method === 'GET') getScale(core, exchange, route);
  else if (exchange.method === 'PUT') await putScale(core, exchange, route);
  else if (exchange.method === 'PATCH') await patchScale(core, exchange, route);
  else throw methodNotAllowed();
}

async function token(parts: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method !== 'POST') throw methodNotAllowed();
  const body = await exchange.body();
  const { draft } = decode(tokenRequests, body?.value ?? {}, 'Ignore');
  exchange.send(201, requestToken(parts.tokenSource, route.namespace, route.name, draft));
}

async function log({ core, runtime }: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method !== 'GET') throw methodNotAllowed();
  const { query, response } = exchange;
  const pod = podOf(core.storage.table(idOf(route.served.type)).get(route.namespace, route.name), route.name);
  const container = containerOf(pod, query.get('container') ?? '');
  const running = runtime();
  if (running === undefined) throw internal(new Error('no node runs pods yet'));
  const stopped = new AbortController();
  response.on('close', () => stopped.abort());
  const tail = query.get('tailLines');
  const lines = await running.logs({
    namespace: route.namespace,
    pod: route.name,
    container,
    follow: query.get('follow') === 'true',
    tailLines: tail === null ? undefined : Number(tail),
    signal: stopped.signal,
  });
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.flushHeaders();
  lines.on('error', () => response.destroy());
  lines.pipe(response);
}

async function bind({ core }: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method !== 'POST') throw methodNotAllowed();
  const body = (await exchange.body())?.value as { readonly target?: { readonly name?: string } } | undefined;
  const node = body?.target?.name;
  if (node === undefined) throw badRequest('a Binding names its node in target.name');
  const pod = named(core, route);
  const spec = pod['spec'] as JsonObject;
  if (spec['nodeName'] !== undefined) {
    throw conflict(
      route.served.type,
      route.name,
      `pod ${route.name} is already assigned to node ${JSON.stringify(spec['nodeName'])}`,
    );
  }
  const draft = draftOf(pod);
  draft['spec'] = { ...spec, nodeName: node };
  updateObject(core, route, pod, draft, {
    manager: exchange.manager,
    dryRun: false,
    subresource: undefined,
    patched: true,
  });
  exchange.send(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

async function finalize({ core }: Parts, exchange: Exchange, route: ResourceRoute): Promise<void> {
  if (exchange.method !== 'PUT') throw methodNotAllowed();
  const { type } = route.served;
  const { draft } = decode(route.served, (await exchange.body())?.value, 'Ignore');
  const old = named(core, route);
  const next = draftOf(old);
  next['spec'] = draft['spec'] ?? {};
  const written = core.storage.write(idOf(type), old, (revision) => finished(next, revision));
  removeWhenFinished(core, type, written);
  exchange.json(200, jsonOf(written, route.served));
}
