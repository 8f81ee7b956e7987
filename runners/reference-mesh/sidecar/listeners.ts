import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { SocketChannel } from '../../../fixtures/channel/socket-channel.ts';
import { Link } from '../link/link.ts';
import { healthPort, linkPort, outboundPort } from '../wire/messages.ts';
import { urisIn, type Credentials } from './credentials.ts';
import type { Inbound } from './inbound.ts';
import type { Outbound } from './outbound.ts';
import type { SidecarPod } from './pod.ts';

/** Everything that a side-car listens on. */
export class Listeners {
  readonly #servers: { close(): unknown }[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #links = new Set<Link>();
  #adopted = 0;
  #linkServer: TlsServer | undefined;
  #closed = false;

  /** Connections and datagrams of the application, and plain ones to its ports. Rejects with the error of `listen`, such as EADDRINUSE. */
  async open(pod: SidecarPod, outbound: Outbound, inbound: Inbound, ready: () => boolean): Promise<void> {
    const { loopback } = pod.network;
    const plain = [...pod.ports.connections.keys()].map((port) =>
      this.#listen(pod.address, port, (socket) => inbound.accept(socket, port, undefined)),
    );
    const plainDatagrams = [...pod.ports.datagrams].map((port) =>
      this.#listenDatagrams(pod.address, port, (data, client, answer) =>
        inbound.acceptDatagram(data, port, undefined, client, answer),
      ),
    );
    await Promise.all([
      this.#listenLocal(pod, outbound),
      this.#listenDatagrams(loopback, outboundPort, (data, client, answer) =>
        outbound.datagrams.accept(data, client, answer),
      ),
      ...plain,
      ...plainDatagrams,
      this.#health(pod.address, ready),
    ]);
  }

  /** Links of other side-cars: possible only with credentials, which may be replaced later. Rejects as `open` does. */
  async openLinks(pod: SidecarPod, inbound: Inbound, { options }: Credentials): Promise<void> {
    if (this.#linkServer !== undefined) {
      this.#linkServer.setSecureContext(options);
      return;
    }
    const server = createTlsServer({ ...options, requestCert: true, rejectUnauthorized: true }, (socket) => {
      const peer = urisIn(socket.getPeerX509Certificate()?.subjectAltName);
      this.#adopt(socket, peer, inbound);
    });
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#linkServer = server;
    this.#servers.push(server);
    server.listen(linkPort, pod.address);
    await once(server, 'listening');
    if (this.#closed) server.close();
  }

  close(): void {
    this.#closed = true;
    for (const server of this.#servers) server.close();
    for (const link of [...this.#links]) link.close(undefined);
    for (const socket of this.#sockets) socket.destroy();
  }

  #adopt(socket: TLSSocket, peer: readonly string[], inbound: Inbound): void {
    const name = `link ${(this.#adopted += 1)}`;
    const link: Link = new Link(socket, {
      onStream: (stream, port) => inbound.accept(stream, port, peer),
      onDatagram: (conversation, port, data) =>
        inbound.acceptDatagram(data, port, peer, `${name} ${conversation}`, (answer) =>
          link.datagram(conversation, port, answer),
        ),
      onClose: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }

  async #listenLocal({ network }: SidecarPod, outbound: Outbound): Promise<void> {
    const server = await network.local.listen(outboundPort, (client) => outbound.accept(client));
    this.#servers.push(server);
    if (this.#closed) server.close();
  }

  async #listen(address: string, port: number, accept: (channel: SocketChannel) => void): Promise<void> {
    const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      accept(new SocketChannel(socket));
    });
    this.#servers.push(server);
    server.listen({ host: address, port, backlog: 1024 });
    await once(server, 'listening');
    if (this.#closed) server.close();
  }

  async #listenDatagrams(
    address: string,
    port: number,
    accept: (data: Buffer, client: string, answer: (data: Buffer) => void) => void,
  ): Promise<void> {
    const socket: UdpSocket = createSocket('udp4');
    this.#servers.push(socket);
    socket.on('message', (data, from) => {
      const answer = (datagram: Buffer): void => {
        if (!this.#closed) socket.send(datagram, from.port, from.address);
      };
      accept(data, `${from.address}:${from.port}`, answer);
    });
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
    // An answer that could not be sent is lost, as datagrams are.
    socket.on('error', () => undefined);
  }

  async #health(address: string, ready: () => boolean): Promise<void> {
    const server = createHttpServer((_request, response) => {
      response.writeHead(ready() ? 200 : 503, { connection: 'close' }).end();
    });
    this.#servers.push(server);
    server.listen(healthPort, address);
    await once(server, 'listening');
    if (this.#closed) server.close();
  }
}
