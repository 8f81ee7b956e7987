import { Duplex } from 'node:stream';
import type { Channel } from './channel.ts';

/** A channel as one of Node's streams, for what is built on those. */
export class ChannelDuplex extends Duplex {
  readonly #channel: Channel;
  #onDrain: (() => void) | undefined;

  /** @param first bytes that arrived before */
  constructor(channel: Channel, first: Buffer | undefined) {
    super();
    this.#channel = channel;
    if (first !== undefined) this.push(first);
    channel.attach({
      onData: (data) => {
        if (!this.push(data)) channel.pause();
      },
      onEnd: () => void this.push(null),
      onDrain: () => {
        const done = this.#onDrain;
        this.#onDrain = undefined;
        done?.();
      },
      onClose: (error) => void this.destroy(error),
    });
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#channel.write(data)) done();
    else this.#onDrain = done;
  }

  override _final(done: () => void): void {
    this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (error === null) this.#channel.finish();
    else this.#channel.reset();
    done(error);
  }
}
