import { connect, type Socket } from 'node:net';
import { SocketChannel } from '../channel/socket-channel.ts';
import { ConnectionPool } from '../http/connection-pool.ts';

/** Plain connections: to the own application, to what has no side-car, and to what is not the mesh's business. */
export class Dialler {
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #sockets = new Set<Socket>();

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
    const key = `${host}:${port}`;
    let pool = this.#pools.get(key);
    if (pool === undefined)
      this.#pools.set(key, (pool = new ConnectionPool(() => this.open(host, port, source))));
    return pool;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
