import { connect, type ClientHttp2Session } from 'node:http2';
import { ChannelDuplex } from '../../../fixtures/channel/channel-duplex.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** HTTP/2 connections to where requests go, one for each place, used by many requests at once. */
export class Http2Sessions {
  readonly #sessions = new WeakMap<ConnectionPool, ClientHttp2Session>();

  to(place: ConnectionPool): ClientHttp2Session {
    const kept = this.#sessions.get(place);
    if (kept !== undefined && !kept.closed && !kept.destroyed) return kept;
    const session = connect('http://upstream', {
      createConnection: () => new ChannelDuplex(place.connect(), undefined),
    });
    // The requests under way are told; the next one dials anew.
    session.on('error', () => undefined);
    session.on('close', () => this.#forget(place, session));
    session.on('goaway', () => this.#forget(place, session));
    this.#sessions.set(place, session);
    return session;
  }

  #forget(place: ConnectionPool, session: ClientHttp2Session): void {
    if (this.#sessions.get(place) === session) this.#sessions.delete(place);
  }
}
