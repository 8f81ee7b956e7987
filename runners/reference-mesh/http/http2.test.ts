import { once } from 'node:events';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type ClientHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketChannel } from '../../../fixtures/channel/socket-channel.ts';
import { ConnectionPool } from './connection-pool.ts';
import { Http2Sessions } from './http2-sessions.ts';
import { serveHttp } from './serve.ts';
import { answer, type Route } from './upstream.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0).reverse()) stop();
});

async function listen(
  server: Pick<Server, 'listen' | 'address' | 'close'> & NodeJS.EventEmitter,
): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

interface Bench {
  readonly session: ClientHttp2Session;
  /** `METHOD path` of what reached the upstream, and how many connections it had. */
  readonly seen: readonly string[];
  readonly connections: () => number;
}

async function bench(onStream: (stream: ServerHttp2Stream) => void, decide?: Route): Promise<Bench> {
  const seen: string[] = [];
  let connections = 0;
  const upstream = createHttp2Server();
  upstream.on('session', (session) => {
    connections += 1;
    stops.push(() => session.destroy());
  });
  upstream.on('stream', (stream, headers) => {
    seen.push(`${headers[':method'] ?? ''} ${headers[':path'] ?? ''} ${String(headers['x-added'])}`);
    stream.on('error', () => undefined);
    onStream(stream);
  });
  const upstreamPort = await listen(upstream);
  const pool = new ConnectionPool(
    () => new SocketChannel(connect({ host: '127.0.0.1', port: upstreamPort, allowHalfOpen: true })),
  );
  const sessions = new Http2Sessions();
  const route: Route = decide ?? (() => ({ kind: 'forward', to: pool, add: [['x-added', '1']] }));
  const front = createServer({ allowHalfOpen: true }, (socket) => {
    stops.push(() => socket.destroy());
    serveHttp(new SocketChannel(socket), route, sessions);
  });
  const session = connectHttp2(`http://127.0.0.1:${await listen(front)}`);
  session.on('error', () => undefined);
  stops.push(() => session.destroy());
  return { session, seen, connections: () => connections };
}

interface Reply {
  readonly status: number | undefined;
  readonly body: string;
  readonly trailer: string | undefined;
  readonly error: boolean;
}

async function ask(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string,
): Promise<Reply> {
  const stream = session.request(headers, { endStream: body === undefined });
  let status: number | undefined;
  let trailer: string | undefined;
  let error = false;
  stream.on('response', (response) => (status = response[':status']));
  stream.on('trailers', (trailers: Record<string, string>) => (trailer = trailers['grpc-status']));
  stream.on('error', () => (error = true));
  if (body !== undefined) stream.end(body);
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => stream.on('close', resolve));
  return { status, body: Buffer.concat(chunks).toString(), trailer, error };
}

/** As a gRPC server: the status comes after the message. */
function echoWithTrailers(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200 }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.pipe(stream);
}

describe('HTTP/2 with prior knowledge', () => {
  it('is spoken onwards, bodies and trailers included, over one connection', async () => {
    const { session, seen, connections } = await bench(echoWithTrailers);
    const body = 'message'.repeat(20_000);
    const replies = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        ask(session, { ':method': 'POST', ':path': `/call/${index}` }, body),
      ),
    );
    for (const reply of replies) expect(reply).toEqual({ status: 200, body, trailer: '0', error: false });
    expect([...seen].sort()[4]).toBe('POST /call/4 1');
    expect(connections()).toBe(1);
  });

  it('carries answers without a body', async () => {
    const { session } = await bench((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    expect(await ask(session, { ':method': 'HEAD', ':path': '/' })).toMatchObject({
      status: 204,
      body: '',
      error: false,
    });
  });

  it('is refused by the same rules, which see the same request', async () => {
    const heads: unknown[] = [];
    const { session, seen } = await bench(echoWithTrailers, (head) => {
      heads.push([head.method, head.target, head.headers.find(([name]) => name === 'x-a')]);
      return answer(403, 'no');
    });
    expect(await ask(session, { ':method': 'PUT', ':path': '/x?y', 'x-a': '1' })).toMatchObject({
      status: 403,
      body: 'no\n',
    });
    expect(heads).toEqual([['PUT', '/x?y', ['x-a', '1']]]);
    expect(seen).toEqual([]);
  });

  it('is told of an upstream that gives up, before and within an answer', async () => {
    const { session } = await bench((stream) => stream.close(2));
    expect(await ask(session, { ':path': '/' })).toMatchObject({ status: 502 });
    const half = await bench((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half', () => stream.destroy(new Error('gave up')));
    });
    expect(await ask(half.session, { ':path': '/' })).toMatchObject({ status: 200, error: true });
  });
});
