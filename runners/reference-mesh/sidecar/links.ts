import { connect } from 'node:tls';
import type { Channel } from '../../../fixtures/channel/channel.ts';
import { ConnectionPool } from '../http/connection-pool.ts';
import { podUri } from '../identity/names.ts';
import { Link } from '../link/link.ts';
import { linkPort } from '../wire/messages.ts';
import { describeDuration } from '../../../words/duration.ts';
import type { DatagramPath } from './conversations.ts';
import { urisIn, type Credentials } from './credentials.ts';

const handshakeMs = 5_000;

interface Neighbour {
  readonly link: Link;
  /** By port of the application. */
  readonly pools: Map<number, ConnectionPool>;
  /** What to do with datagrams that come back, by number of the conversation. */
  readonly answers: Answers;
}

type Answers = Map<number, (data: Buffer) => void>;

/** The links to other side-cars: one to each, made when it is first needed. */
export class Links {
  readonly #source: string | undefined;
  readonly #credentials: () => Credentials;
  #nextConversation = 1;
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

  /** A conversation of its own, by datagrams. @param onAnswer for what comes back */
  datagrams(ip: string, pod: string, port: number, onAnswer: (data: Buffer) => void): DatagramPath {
    const { link, answers } = this.#neighbour(ip, pod);
    const conversation = this.#nextConversation;
    this.#nextConversation = conversation === 0xffffffff ? 1 : conversation + 1;
    answers.set(conversation, onAnswer);
    return {
      send: (data) => link.datagram(conversation, port, data),
      close: () => void answers.delete(conversation),
      get closed() {
        return link.closed;
      },
    };
  }

  close(): void {
    for (const { link } of [...this.#neighbours.values()]) link.close(undefined);
  }

  #neighbour(ip: string, pod: string): Neighbour {
    const key = `${ip} ${pod}`;
    const known = this.#neighbours.get(key);
    if (known !== undefined) return known;
    const answers: Answers = new Map();
    const neighbour: Neighbour = { link: this.#dial(ip, pod, key, answers), pools: new Map(), answers };
    this.#neighbours.set(key, neighbour);
    return neighbour;
  }

  #dial(ip: string, pod: string, key: string, answers: Answers): Link {
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
      () => socket.destroy(new Error(`no link to ${ip} within ${describeDuration(handshakeMs)}`)),
      handshakeMs,
    );
    socket.once('secureConnect', () => clearTimeout(deadline));
    return new Link(socket, {
      onStream: undefined,
      onDatagram: (conversation, _port, data) => answers.get(conversation)?.(data),
      onClose: () => {
        clearTimeout(deadline);
        this.#neighbours.delete(key);
      },
    });
  }
}
