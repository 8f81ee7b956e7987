import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal, type Attributes } from '../auth/access.ts';
import { impersonated } from '../auth/impersonate.ts';
import { review, reviewKinds } from '../auth/reviews.ts';
import type { User } from '../auth/users.ts';
import { decode } from '../objects/decode.ts';
import {
  ApiError,
  forbidden,
  internal,
  methodNotAllowed,
  unauthorized,
  noSuchRoute,
} from '../status/error.ts';
import { watch } from '../watch/stream.ts';
import { Exchange } from './exchange.ts';
import type { Parts } from './parts.ts';
import { get, list } from './read.ts';
import { attributesOf, resourceRoute, UnknownPath, type ResourceRoute } from './route.ts';
import { subresource } from './subresources.ts';
import { patch } from './patch.ts';
import { create, remove, removeCollection, update } from './write.ts';

/** Answers one request; never rejects. */
export async function handle(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', search = ''] = splitUrl(request.url ?? '/');
  const sender = parts.authenticator.user(request.headers.authorization);
  const exchange = new Exchange(request, response, path, new URLSearchParams(search), sender ?? nobody);
  try {
    if (sender === undefined) throw unauthorized();
    exchange.user = impersonated(sender, request.headers, parts.authorizer);
    await dispatch(parts, exchange);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof UnknownPath)
      exchange.json(404, '404 page not found\n', 'text/plain; charset=utf-8');
    else exchange.sendStatus((error instanceof ApiError ? error : internal(error)).status());
  } finally {
    // A body that nobody read would keep the connection from its next request.
    if (!request.complete) request.resume();
  }
}

const nobody: User = { username: '', uid: undefined, groups: [], extra: {} };

const splitUrl = (url: string): readonly string[] => {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
};

async function dispatch(parts: Parts, exchange: Exchange): Promise<void> {
  const { path, method } = exchange;
  const answered = path.startsWith('/apis/a') ? reviewKinds.get(path.slice('/apis/'.length)) : undefined;
  if (answered !== undefined) {
    if (method !== 'POST') throw methodNotAllowed();
    const { group, resource } = answered.type;
    if (answered.type.kind !== 'SelfSubjectAccessReview' && answered.type.kind !== 'SelfSubjectReview') {
      authorize(parts, exchange.user, {
        verb: 'create',
        group,
        resource,
        subresource: '',
        namespace: '',
        name: '',
      });
    }
    const { draft } = decode(answered, (await exchange.body())?.value, 'Ignore');
    exchange.send(201, review(draft, exchange.user, parts));
    return;
  }
  const route = resourceRouteOf(parts, path);
  if (route === undefined) {
    plainPath(parts, exchange);
    return;
  }
  const watching = method === 'GET' && isTrue(exchange.query.get('watch'));
  authorize(
    parts,
    exchange.user,
    attributesOf(method, route, watching, exchange.query.get('fieldSelector') ?? ''),
  );
  await onResource(parts, exchange, route, watching);
}

const isTrue = (value: string | null): boolean => value === 'true' || value === '1';

/** A path below a group that is not served at all is discovery's to refuse. */
function resourceRouteOf({ core, discovery }: Parts, path: string): ResourceRoute | undefined {
  if (path.startsWith('/api') && discovery.at(path, '') !== undefined) return undefined;
  return resourceRoute(core.registry, path);
}

function authorize({ authorizer }: Parts, user: User, attributes: Attributes): void {
  if (authorizer.allows(user, attributes)) return;
  const why = refusal(user, attributes);
  throw 'path' in attributes
    ? new ApiError(403, 'Forbidden', `forbidden: ${why}`, {})
    : forbidden(attributes, attributes.name, why);
}

async function onResource(
  parts: Parts,
  exchange: Exchange,
  route: ResourceRoute,
  watching: boolean,
): Promise<void> {
  const { core } = parts;
  if (route.subresource !== '') {
    await subresource(parts, exchange, route);
    return;
  }
  const { deprecation } = route.served.version;
  if (deprecation !== undefined) exchange.warn([deprecation]);
  const named = route.name !== '';
  switch (exchange.method) {
    case 'GET':
      if (watching) watch(core, exchange, route);
      else if (named) get(core, exchange, route);
      else list(core, exchange, route);
      return;
    case 'POST':
      if (named) throw methodNotAllowed();
      await create(core, exchange, route);
      return;
    case 'PUT':
      if (!named) throw methodNotAllowed();
      await update(core, exchange, route, undefined);
      return;
    case 'PATCH':
      if (!named) throw methodNotAllowed();
      await patch(core, exchange, route, undefined);
      return;
    case 'DELETE':
      await (named ? remove(core, exchange, route) : removeCollection(core, exchange, route));
      return;
    default:
      throw methodNotAllowed();
  }
}

const version = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  gitVersion: 'v1.34.0+embedded',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

/** Everything that is no resource: health, version, discovery, OpenAPI. */
function plainPath(parts: Parts, exchange: Exchange): void {
  const { path, method } = exchange;
  const { core } = parts;
  authorize(parts, exchange.user, { verb: method.toLowerCase(), path });
  if (method !== 'GET') throw methodNotAllowed();
  if (/^\/(?:readyz|livez|healthz)(?:\/|$)/.test(path)) {
    exchange.json(200, 'ok', 'text/plain; charset=utf-8');
    return;
  }
  if (path === '/version' || path === '/version/') {
    exchange.json(200, JSON.stringify(version, null, 2));
    return;
  }
  const document = path.startsWith('/openapi/v3')
    ? parts.openApi.at(path)
    : parts.discovery.at(path, exchange.accept);
  if (document === undefined)
    throw path.startsWith('/apis/') && core.registry.isBuiltin(path.split('/')[2] ?? '')
      ? noSuchRoute()
      : new UnknownPath();
  exchange.json(200, document.text, document.contentType);
}
