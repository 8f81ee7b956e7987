import dgram from 'node:dgram';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { RouteEndpoint, ServiceRoute } from './routes.ts';
import { ServiceProxy } from './service-proxy.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const host = '127.0.0.1';

/** A server that says its name to every connection and then repeats what it hears. */
async function server(name: string): Promise<RouteEndpoint> {
  const listening = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.write(`${name}:`);
    socket.pipe(socket);
  });
  cleanups.push(() => listening.close());
  listening.listen(0, host);
  await once(listening, 'listening');
  return { host, port: (listening.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { port } = await server('port');
  cleanups.pop()?.();
  return port;
}

async function route(protocol: string, endpoints: readonly RouteEndpoint[]): Promise<ServiceRoute> {
  return { service: 'test/web', address: host, port: await freePort(), protocol, endpoints };
}

function proxy(
  random: () => number,
  onUnlistenable: (route: ServiceRoute, cause: Error) => void = () => undefined,
) {
  const made = new ServiceProxy({ random, onUnlistenable });
  cleanups.push(() => made.close());
  return made;
}

/** Sends text, ends its side, and resolves with all that comes back. */
async function talk(port: number, words: string): Promise<string> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  socket.end(words);
  return text(socket);
}

/** Resolves when the proxy has bound the port of the route. */
async function open(port: number): Promise<net.Socket> {
  for (;;) {
    const socket = net.connect({ host, port });
    const bound = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (bound) return socket;
  }
}

describe('ServiceProxy over TCP', () => {
  it('gives each connection to an endpoint by chance, half-closes included', async () => {
    let draw = 0;
    const balanced = proxy(() => draw);
    const wanted = await route('TCP', [await server('one'), await server('two')]);
    balanced.apply(wanted);
    (await open(wanted.port)).destroy();
    expect(await talk(wanted.port, 'hello')).toBe('one:hello');
    draw = 0.5;
    expect(await talk(wanted.port, 'again')).toBe('two:again');
  });

  it('refuses when there are no endpoints, and keeps what is open', async () => {
    const changing = proxy(() => 0);
    const wanted = await route('TCP', [await server('one')]);
    changing.apply(wanted);
    const kept = await open(wanted.port);
    await once(kept, 'data');
    changing.apply({ ...wanted, endpoints: [] });
    await expect(talk(wanted.port, 'hello')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    kept.end('still here');
    expect(await text(kept)).toBe('still here');
  });

  it('does not listen for a route that was withdrawn at once', async () => {
    const hasty = proxy(() => 0);
    const wanted = await route('TCP', [await server('one')]);
    hasty.apply(wanted);
    hasty.apply({ ...wanted, endpoints: [] });
    await new Promise((resolve) => setImmediate(resolve));
    await expect(talk(wanted.port, 'hello')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('resets the client when the endpoint refuses', async () => {
    const resetting = proxy(() => 0);
    const wanted = await route('TCP', [{ host, port: await freePort() }]);
    resetting.apply(wanted);
    const socket = await open(wanted.port);
    await expect(text(socket)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('says which Service it cannot listen for', async () => {
    const endpoint = await server('one');
    const failure = new Promise<readonly [string, Error]>((resolve) => {
      const wanted = { service: 'test/web', address: host, port: endpoint.port, protocol: 'TCP' };
      proxy(
        () => 0,
        ({ service }, cause) => resolve([service, cause]),
      ).apply({ ...wanted, endpoints: [endpoint] });
    });
    expect(await failure).toEqual(['test/web', expect.objectContaining({ code: 'EADDRINUSE' })]);
  });
});

describe('ServiceProxy over UDP', () => {
  async function udpServer(name: string): Promise<RouteEndpoint> {
    const socket = dgram.createSocket('udp4');
    cleanups.push(() => socket.close());
    socket.on('message', (datagram, from) =>
      socket.send(`${name}:${String(datagram)}`, from.port, from.address),
    );
    socket.bind(0, host);
    await once(socket, 'listening');
    return { host, port: socket.address().port };
  }

  function udpClient(): dgram.Socket {
    const socket = dgram.createSocket('udp4');
    cleanups.push(() => socket.close());
    return socket;
  }

  async function ask(socket: dgram.Socket, port: number, words: string): Promise<string> {
    const answer = once(socket, 'message') as Promise<[Buffer]>;
    socket.send(words, port, host);
    return String((await answer)[0]);
  }

  it('keeps a client at its endpoint until that is gone', async () => {
    let draw = 0;
    const [one, two] = [await udpServer('one'), await udpServer('two')];
    const wanted = await route('UDP', [one, two]);
    const balanced = proxy(() => draw);
    balanced.apply(wanted);
    const [first, second] = [udpClient(), udpClient()];
    expect(await ask(first, wanted.port, 'a')).toBe('one:a');
    draw = 0.5;
    expect(await ask(first, wanted.port, 'b')).toBe('one:b');
    expect(await ask(second, wanted.port, 'c')).toBe('two:c');
    balanced.apply({ ...wanted, endpoints: [two] });
    expect(await ask(first, wanted.port, 'd')).toBe('two:d');
  });
});
