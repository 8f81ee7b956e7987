import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketChannel } from '../../../fixtures/channel/socket-channel.ts';
import { ConnectionPool } from './connection-pool.ts';
import { HttpFront } from './front.ts';

/** What an upstream does with the text of its n-th connection so far; answers are sent as they are. */
type Script = (received: string, socket: Socket, connection: number) => void;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listen(accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    accept(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

interface Bench {
  readonly received: readonly string[];
  /** Sends bytes on one connection, and answers with all that comes back once `until` shows in it, or it ended. */
  readonly ask: (bytes: string, until?: string | RegExp) => Promise<string>;
}

/** A front that forwards everything to an upstream that follows a script. */
async function bench(script: Script, upstreamPort?: number): Promise<Bench> {
  const received: string[] = [];
  const port = await listen((socket) => {
    const connection = received.push('') - 1;
    socket.on('data', (data: Buffer) => {
      received[connection] = (received[connection] ?? '') + data.toString('latin1');
      script(received[connection] ?? '', socket, connection);
    });
    socket.on('end', () => socket.end());
  });
  const pool = new ConnectionPool(
    () => new SocketChannel(connect({ host: '127.0.0.1', port: upstreamPort ?? port, allowHalfOpen: true })),
  );
  const front = await listen((socket) => {
    new HttpFront(new SocketChannel(socket), () => ({
      kind: 'forward',
      to: pool,
      add: [['x-added', '1']],
    }));
  });
  return { received, ask: (bytes, until) => talk(front, bytes, until) };
}

async function talk(port: number, bytes: string, until?: string | RegExp): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  stops.push(() => socket.destroy());
  socket.write(bytes);
  let text = '';
  try {
    for await (const chunk of socket) {
      text += (chunk as Buffer).toString('latin1');
      if (until !== undefined && (typeof until === 'string' ? text.endsWith(until) : until.test(text))) break;
    }
    return text;
  } catch (error) {
    return `${text}[${(error as NodeJS.ErrnoException).code ?? 'error'}]`;
  }
}

const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const get = (path: string, rest = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${rest}\r\n`;

/** Answers each whole request without a body with its request line. */
const echoLine: Script = (received, socket) => {
  if (received.endsWith('\r\n\r\n'))
    socket.write(ok(received.trimEnd().split('\r\n\r\n').at(-1)?.split('\r\n')[0] ?? ''));
};

describe('a request', () => {
  it('goes on without the fields of the hop, with the added one in place of a forged one', async () => {
    const { ask, received } = await bench(echoLine);
    await ask(get('/x?y', 'Connection: close, X-Hop\r\nX-Hop: 1\r\nX-Added: forged\r\nX-End: 2\r\n'));
    expect(received[0]).toBe('GET /x?y HTTP/1.1\r\nHost: a\r\nX-End: 2\r\nx-added: 1\r\n\r\n');
  });

  it('shares an upstream connection with those before it, on whatever client connection', async () => {
    const { ask, received } = await bench(echoLine);
    expect(await ask(get('/1') + get('/2'), 'GET /2 HTTP/1.1')).toBe(
      ok('GET /1 HTTP/1.1') + ok('GET /2 HTTP/1.1'),
    );
    expect(await ask(get('/3', 'Connection: close\r\n'))).toContain(
      'connection: close\r\n\r\nGET /3 HTTP/1.1',
    );
    expect(received).toHaveLength(1);
  });

  it('of HTTP/1.0 is answered and its connection closed', async () => {
    const { ask, received } = await bench(echoLine);
    expect(await ask('GET / HTTP/1.0\r\n\r\n')).toContain('GET / HTTP/1.1');
    expect(received[0]).toBe('GET / HTTP/1.1\r\nx-added: 1\r\nhost: \r\n\r\n');
  });

  it('streams a chunked body with its trailers', async () => {
    const { ask, received } = await bench((text, socket) => {
      if (text.endsWith('X-T: 1\r\n\r\n')) socket.write(ok('done'));
    });
    const body = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n';
    expect(
      await ask(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`, 'done'),
    ).toContain('200 OK');
    expect(received[0]?.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(body);
  });

  it('never reaches the upstream when two readers could understand it differently', async () => {
    const { ask, received } = await bench(echoLine);
    const smuggled =
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n';
    expect(await ask(smuggled)).toMatch(/^HTTP\/1\.1 400 /);
    expect(received).toEqual([]);
  });
});

describe('an answer', () => {
  it('to HEAD has no body, and the connection goes on', async () => {
    const { ask } = await bench((text, socket) => {
      if (text.endsWith('\r\n\r\n'))
        socket.write(text.includes('GET') ? ok('after') : 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
    });
    const text = await ask(`HEAD / HTTP/1.1\r\nHost: a\r\n\r\n${get('/')}`, 'after');
    expect(text).toBe(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${ok('after')}`);
  });

  it('of unknown length is chunked for HTTP/1.1 and ends with the connection for HTTP/1.0', async () => {
    const { ask } = await bench((text, socket) => {
      if (text.endsWith('\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\n\r\nbody');
    });
    expect(await ask(get('/'), '0\r\n\r\n')).toMatch(
      /transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n$/,
    );
    expect(await ask('GET / HTTP/1.0\r\n\r\n')).toMatch(/\r\n\r\nbody$/);
  });

  it('may come after interim ones', async () => {
    const { ask } = await bench((text, socket) => {
      if (text.endsWith('hello')) socket.write(ok('thanks'));
      else if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    });
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';
    expect(await ask(head, 'Continue\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(await ask(`${head}hello`, 'thanks')).toContain(ok('thanks'));
  });

  it('may change the protocol', async () => {
    const { ask } = await bench((text, socket) => {
      const [, raw = ''] = text.split('\r\n\r\n');
      socket.write(
        raw === ''
          ? 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n'
          : raw.toUpperCase(),
      );
    });
    const text = await ask(`${get('/', 'Connection: Upgrade\r\nUpgrade: echo\r\n')}raw bytes`, 'RAW BYTES');
    expect(text).toMatch(/^HTTP\/1\.1 101 [^]*upgrade: echo\r\n\r\nRAW BYTES$/);
  });

  it('that comes before the request is whole ends the connection', async () => {
    const { ask } = await bench((_text, socket) => socket.write(ok('no')));
    const text = await ask('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nbegin');
    expect(text).toMatch(/connection: close\r\n\r\nno$/);
  });

  it('carries large bodies both ways past a slow reader', async () => {
    const { ask } = await bench((text, socket) => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      if (body.length === Number(/content-length: (\d+)/i.exec(head)?.[1]))
        socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`);
    });
    const body = 'x'.repeat(3_000_000);
    const text = await ask(`POST / HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect(text.length - text.indexOf('\r\n\r\n') - 4).toBe(body.length);
  });
});

describe('trouble', () => {
  it('of dialling is 503', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { ask } = await bench(echoLine, port);
    expect(await ask(get('/'), 'upstream\n')).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('before any answer is 502, and the request is not sent again', async () => {
    const { ask, received } = await bench((_text, socket) => socket.destroy());
    expect(await ask(get('/'), 'upstream\n')).toMatch(/^HTTP\/1\.1 502 /);
    expect(received).toHaveLength(1);
  });

  it('within an answer cuts the client off, so that it cannot take the part for the whole', async () => {
    const { ask } = await bench((_text, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () => socket.destroy());
    });
    expect(await ask(get('/'))).toMatch(/half\[ECONNRESET\]$/);
  });

  it('on a connection that was used before makes a harmless request go again, and no other', async () => {
    const script: Script = (text, socket, connection) => {
      if (connection === 0 && text.split('\r\n\r\n').length > 2) socket.destroy();
      else if (text.endsWith('\r\n\r\n') || text.endsWith('body')) socket.write(ok('fine'));
    };
    const first = await bench(script);
    expect(await first.ask(get('/1') + get('/2'), /fine[^]*fine/)).toContain('fine');
    expect(first.received).toHaveLength(2);
    const second = await bench(script);
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody';
    expect(await second.ask(get('/1') + post, /upstream\n$/)).toMatch(/fineHTTP\/1\.1 502 /);
    expect(second.received).toHaveLength(1);
  });
});
