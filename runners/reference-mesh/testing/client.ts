import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface RequestOptions {
  readonly port?: number;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps the connection for the requests that follow; else each has its own. */
  readonly agent?: Agent;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Name of the pod whose application answered; empty when none did. */
  readonly pod: string;
}

/** Sends one HTTP request over a connection of its own. */
export async function ask(dial: () => Socket, options: RequestOptions): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, agent } = options;
  const outgoing = request({
    method,
    path,
    headers: { host: 'root', ...headers },
    createConnection: dial,
    ...(agent === undefined ? {} : { agent }),
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
    pod: String(response.headers['x-pod'] ?? ''),
  };
}

/** Says hello and reads until the other side ends; the error's code when it did not end well. */
export async function converse(socket: Socket): Promise<string> {
  socket.end('hello\n');
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk as Buffer);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
  return Buffer.concat(chunks).toString();
}

/** Sends one datagram from a port of its own: what came back, or `nothing` after a while. */
export async function datagram(
  to: { readonly address: string; readonly port: number },
  source: string,
  text: string,
): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind({ address: source });
  await once(socket, 'listening');
  socket.send(text, to.port, to.address);
  try {
    const [data] = (await once(socket, 'message', { signal: AbortSignal.timeout(300) })) as [Buffer];
    return data.toString();
  } catch {
    return 'nothing';
  } finally {
    socket.close();
  }
}
