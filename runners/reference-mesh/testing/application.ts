import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

export interface Application {
  /** `METHOD target` of each request that reached it, and `UDP` with what each datagram said. */
  readonly seen: readonly string[];
  stop(): void;
}

/**
 * What stands in a pod: HTTP on 8080 and 8081, built on Node's own server so that the side-car is not tested against its
 * own reading of HTTP, and on 7070 TCP and UDP. Each says the pod's name, then echoes.
 */
export async function startApplication(host: string, name: string): Promise<Application> {
  const seen: string[] = [];
  const stops = [await tcpEcho(host, name), await udpEcho(host, name, seen)];
  for (const port of [8080, 8081]) {
    const server = createServer((incoming, response) => {
      seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
      response.setHeader('x-pod', name);
      response.setHeader('x-port', String(port));
      response.setHeader('x-received', JSON.stringify(incoming.headers));
      incoming.pipe(response);
    });
    server.on('upgrade', (_incoming, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    server.listen(port, host);
    await once(server, 'listening');
    stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
  }
  return { seen, stop: () => stops.forEach((stop) => stop()) };
}

async function tcpEcho(host: string, name: string): Promise<() => void> {
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.write(`${name} `);
    socket.pipe(socket);
  });
  server.listen(7070, host);
  await once(server, 'listening');
  return () => void server.close();
}

async function udpEcho(host: string, name: string, seen: string[]): Promise<() => void> {
  const socket = createSocket('udp4');
  socket.on('message', (data, from) => {
    seen.push(`UDP ${data.toString()}`);
    socket.send(`${name} ${data.toString()}`, from.port, from.address);
  });
  socket.bind(7070, host);
  await once(socket, 'listening');
  return () => void socket.close();
}
