import type { Channel } from '../../../fixtures/channel/channel.ts';
import type { Upstream } from './upstream.ts';

const mostIdle = 256;

/** Kept connections to one place, for one exchange at a time each. */
export class ConnectionPool {
  /** A connection of its own, for what is not one exchange at a time. */
  readonly connect: () => Channel;
  readonly #idle: Channel[] = [];

  constructor(connect: () => Channel) {
    this.connect = connect;
  }

  take(): Upstream {
    const kept = this.#idle.pop();
    const channel = kept ?? this.connect();
    return { channel, used: kept !== undefined, release: (reusable) => this.#release(channel, reusable) };
  }

  #release(channel: Channel, reusable: boolean): void {
    if (!reusable || this.#idle.length >= mostIdle) {
      channel.reset();
      return;
    }
    const drop = (): void => {
      const index = this.#idle.indexOf(channel);
      if (index >= 0) this.#idle.splice(index, 1);
    };
    const ended = (): void => {
      drop();
      channel.end();
    };
    // Bytes that nobody asked for make a connection useless.
    channel.attach({ onData: ended, onEnd: ended, onDrain: () => undefined, onClose: drop });
    channel.resume();
    this.#idle.push(channel);
  }
}
