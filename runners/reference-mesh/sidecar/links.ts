import { connect } from 'node:tls';
import type { Channel } from '../channel/channel.ts';
import { ConnectionPool } from '../http/connection-pool.ts';
import { podUri } from '../identity/names.ts';
import { Link } from '../link/link.ts';
import { linkPort } from '../wire/messages.ts';
import { urisIn, type Credentials } from './credentials.ts';

const handshakeMs = 5_000;

interface Neighbour {
  readonly link: Link;
  /** By port of the application. */
  readonly pools: Map<number, ConnectionPool>;
}

/** The links to other side-cars: one to each, made when it is first needed. */
export class Links {
  readonly #source: string | undefined;
  readonly #credentials: () => Credentials;
  readonly #neighbours = new Map<string, Neighbour>();

  constructor(source: string | undefined, current: () => Credentials) {
    this.#source = source;
    this.#credentials = current;
  }

  /** A stream of its own, for a connection. @param pod `namespace/name` that must be found at the address */
  open(ip: string, pod: string, port: number): Channel {
    return this.#neighbour(ip, pod).link.open(port);
  }

  /** Streams that are used again, for requests. */
  pool(ip: string, pod: string, port: number): ConnectionPool {
    const { link, pools } = this.#neighbour(ip, pod);
    let pool = pools.get(port);
    if (pool === undefined) pools.set(port, (pool = new ConnectionPool(() => link.open(port))));
    return pool;
  }

  close(): void {
    for (const { link } of [...this.#neighbours.values()]) link.close(undefined);
  }

  #neighbour(ip: string, pod: string): Neighbour {
    const key = `${ip} ${pod}`;
    const known = this.#neighbours.get(key);
    if (known !== undefined) return known;
    const neighbour = { link: this.#dial(ip, pod, key), pools: new Map<number, ConnectionPool>() };
    this.#neighbours.set(key, neighbour);
    return neighbour;
  }

  #dial(ip: string, pod: string, key: string): Link {
    const [namespace = '', name = ''] = pod.split('/');
    const expected = podUri(namespace, name);
    const socket = connect({
      host: ip,
      port: linkPort,
      secureContext: this.#credentials().context,
      ...(this.#source === undefined ? {} : { localAddress: this.#source }),
      checkServerIdentity: (_host, { subjectaltname }) =>
        urisIn(subjectaltname).includes(expected)
          ? undefined
          : new Error(`wanted ${expected} at ${ip}, found ${subjectaltname ?? 'nobody'}`),
    });
    const deadline = setTimeout(
      () => socket.destroy(new Error(`no link to ${ip} within ${handshakeMs} ms`)),
      handshakeMs,
    );
    socket.once('secureConnect', () => clearTimeout(deadline));
    return new Link(socket, {
      onStream: undefined,
      onClose: () => {
        clearTimeout(deadline);
        this.#neighbours.delete(key);
      },
    });
  }
}
