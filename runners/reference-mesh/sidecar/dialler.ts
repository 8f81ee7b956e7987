import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import type { PodLocal } from '../../../fixtures/agent/program.ts';
import type { Channel } from '../../../fixtures/channel/channel.ts';
import { SocketChannel } from '../../../fixtures/channel/socket-channel.ts';
import { ConnectionPool } from '../http/connection-pool.ts';
import type { DatagramPath } from './conversations.ts';

/** Plain connections: to the own application, to what has no side-car, and to what is not the mesh's business. */
export class Dialler {
  readonly #local: PodLocal;
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #sockets = new Set<Socket>();

  /** @param local the way to the own application; what is open there ends with the side-car */
  constructor(local: PodLocal) {
    this.#local = local;
  }

  /** A connection to a port of the own application. */
  inward(port: number): Channel {
    return this.#local.connect(port);
  }

  inwardPool(port: number): ConnectionPool {
    return this.#pool(`inward:${port}`, () => this.inward(port));
  }

  /** @param source local address to dial from; undefined lets the system choose */
  open(host: string, port: number, source: string | undefined): SocketChannel {
    const socket = connect({
      host,
      port,
      allowHalfOpen: true,
      ...(source === undefined ? {} : { localAddress: source }),
    });
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return new SocketChannel(socket);
  }

  pool(host: string, port: number, source: string | undefined): ConnectionPool {
    return this.#pool(`${host}:${port}`, () => this.open(host, port, source));
  }

  /** A local port of its own for one conversation. @param source as for `open` @param onAnswer for what comes from there */
  datagrams(
    host: string,
    port: number,
    source: string | undefined,
    onAnswer: (data: Buffer) => void,
  ): DatagramPath {
    const socket = createSocket('udp4');
    let closed = false;
    const close = (): void => {
      if (closed) return;
      closed = true;
      socket.close();
    };
    socket.on('error', close);
    socket.on('message', (data, from) => {
      if (from.port === port && from.address === host) onAnswer(data);
    });
    socket.bind(source === undefined ? {} : { address: source });
    return {
      // Node keeps it until the socket is bound.
      send: (data) => {
        if (!closed) socket.send(data, port, host);
      },
      close,
      get closed() {
        return closed;
      },
    };
  }

  #pool(key: string, connect: () => Channel): ConnectionPool {
    let pool = this.#pools.get(key);
    if (pool === undefined) this.#pools.set(key, (pool = new ConnectionPool(connect)));
    return pool;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
