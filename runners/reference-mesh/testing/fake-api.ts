import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { Authority, newAuthority } from '../identity/authority.ts';
import { object, text, type Json } from '../objects/fields.ts';
import { tokenAudience } from '../wire/messages.ts';

interface Watcher {
  readonly path: string;
  readonly response: ServerResponse;
}

/**
 * As much of a Kubernetes API server as the control plane needs: collections by path, list, watch, create, replace, and a
 * TokenReview that believes tokens of the form `namespace/serviceAccount/pod`. It neither validates nor converts.
 */
export class FakeApi {
  readonly ca: string;
  readonly #server: Server;
  /** By path of the collection, then by `namespace/name`. */
  readonly #collections = new Map<string, Map<string, Json>>();
  readonly #watchers = new Set<Watcher>();
  readonly #history: { readonly collection: string; readonly version: number; readonly line: string }[] = [];
  #version = 100;

  private constructor(server: Server, ca: string) {
    this.#server = server;
    this.ca = ca;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(host: string, port: number): Promise<FakeApi> {
    const authority = new Authority(newAuthority(new Date()));
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaf = authority.issue(publicKey, { ips: [host] }, new Date());
    const server = createServer({
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: leaf.chain,
    });
    server.listen(port, host);
    await once(server, 'listening');
    return new FakeApi(server, authority.root);
  }

  /** Creates or replaces. @param collection without a namespace, for instance `/api/v1/services` */
  put(collection: string, source: Json): void {
    const metadata = object(source['metadata']);
    const key = `${text(metadata['namespace']) ?? ''}/${text(metadata['name']) ?? ''}`;
    const before = this.#objects(collection).get(key);
    this.#version += 1;
    const stored = {
      ...source,
      metadata: {
        uid: object(before?.['metadata'])['uid'] ?? `uid-${this.#version}`,
        creationTimestamp: '2026-01-01T00:00:00Z',
        ...metadata,
        resourceVersion: String(this.#version),
      },
    };
    this.#objects(collection).set(key, stored);
    this.#tell(collection, before === undefined ? 'ADDED' : 'MODIFIED', stored);
  }

  remove(collection: string, namespace: string, name: string): void {
    const key = `${namespace}/${name}`;
    const before = this.#objects(collection).get(key);
    if (before === undefined) return;
    this.#version += 1;
    this.#objects(collection).delete(key);
    const metadata = { ...object(before['metadata']), resourceVersion: String(this.#version) };
    this.#tell(collection, 'DELETED', { ...before, metadata });
  }

  get(collection: string, namespace: string, name: string): Json | undefined {
    return this.#objects(collection).get(`${namespace}/${name}`);
  }

  list(collection: string): readonly Json[] {
    return [...this.#objects(collection).values()];
  }

  /** Ends every watch, as a server does from time to time. */
  endWatches(): void {
    for (const { response } of this.#watchers) response.end();
    this.#watchers.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #objects(collection: string): Map<string, Json> {
    let objects = this.#collections.get(collection);
    if (objects === undefined) this.#collections.set(collection, (objects = new Map<string, Json>()));
    return objects;
  }

  #tell(collection: string, type: string, source: Json): void {
    const line = `${JSON.stringify({ type, object: source })}\n`;
    this.#history.push({ collection, version: this.#version, line });
    for (const { path, response } of this.#watchers) if (path === collection) response.write(line);
  }

  #watch(collection: string, from: number, response: ServerResponse): void {
    const watcher = { path: collection, response };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    for (const event of this.#history) {
      if (event.collection === collection && event.version > from) response.write(event.line);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://api');
    const [collection, namespace, name] = placeOf(url.pathname);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length === 0 ? {} : object(JSON.parse(Buffer.concat(chunks).toString()));
    const reply = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (collection.endsWith('/tokenreviews')) return reply(201, review(body));
    if (url.searchParams.get('watch') === 'true') {
      this.#watch(collection, Number(url.searchParams.get('resourceVersion')), response);
      return;
    }
    const found = name === undefined ? undefined : this.#objects(collection).get(`${namespace}/${name}`);
    if (request.method === 'POST') {
      const metadata = object(body['metadata']);
      const wanted = text(metadata['name']) ?? `${text(metadata['generateName']) ?? ''}${this.#version}`;
      if (this.#objects(collection).has(`${namespace}/${wanted}`)) return reply(409, { kind: 'Status' });
      this.put(collection, { ...body, metadata: { ...metadata, name: wanted } });
      return reply(201, body);
    }
    if (request.method === 'PUT') {
      if (found === undefined) return reply(404, { kind: 'Status' });
      this.put(collection, body);
      return reply(200, body);
    }
    if (name !== undefined) return found === undefined ? reply(404, { kind: 'Status' }) : reply(200, found);
    const items = this.list(collection).filter(
      (item) => namespace === '' || object(item['metadata'])['namespace'] === namespace,
    );
    return reply(200, { metadata: { resourceVersion: String(this.#version) }, items });
  }
}

/** Collection without its namespace, namespace and name in a request's path. */
function placeOf(path: string): readonly [collection: string, namespace: string, name: string | undefined] {
  const namespaced = /^(.*)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(path);
  if (namespaced !== null)
    return [`${namespaced[1] ?? ''}/${namespaced[3] ?? ''}`, namespaced[2] ?? '', namespaced[4]];
  return [path, '', undefined];
}

function review(body: Json): Json {
  const parts = (text(object(body['spec'])['token']) ?? '').split('/');
  const [namespace = '', account = '', pod = ''] = parts;
  return parts.length !== 3
    ? { status: { authenticated: false } }
    : {
        status: {
          authenticated: true,
          audiences: [tokenAudience],
          user: {
            username: `system:serviceaccount:${namespace}:${account}`,
            extra: { 'authentication.kubernetes.io/pod-name': [pod] },
          },
        },
      };
}
