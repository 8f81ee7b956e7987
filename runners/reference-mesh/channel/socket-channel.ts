import type { Socket } from 'node:net';
import { discard, type Channel, type ChannelSink } from './channel.ts';

/** Parts below this many bytes are copied together; a copy is cheaper than a system call. */
const copyLimit = 16 * 1024;

/** A TCP connection as a channel. What is written in one turn of the event loop goes out together. */
export class SocketChannel implements Channel {
  readonly #socket: Socket;
  readonly #queue: (Buffer | string)[] = [];
  #sink: ChannelSink = discard;
  #scheduled = false;
  #paused = false;
  #endHeld = false;
  #ending: 'no' | 'half' | 'whole' = 'no';
  #sent = 0;
  #error: Error | undefined;

  /** @param socket made with `allowHalfOpen`, so that one direction may end before the other. */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#sink.onData(data));
    socket.on('end', () => {
      // A paused socket holds its data back, but not its end.
      if (this.#paused) this.#endHeld = true;
      else this.#sink.onEnd();
    });
    socket.on('drain', () => this.#sink.onDrain());
    socket.on('error', (error) => (this.#error = error));
    socket.on('close', () => {
      const whole = socket.readableEnded && socket.writableFinished;
      this.#sink.onClose(this.#error ?? (whole ? undefined : new Error('the connection was cut off')));
    });
  }

  attach(sink: ChannelSink): void {
    this.#sink = sink;
  }

  write(data: Buffer | string): boolean {
    this.#queue.push(data);
    this.#schedule();
    return !this.#socket.writableNeedDrain;
  }

  end(): void {
    if (this.#ending === 'no') this.#ending = 'half';
    this.#schedule();
  }

  finish(): void {
    this.#ending = 'whole';
    this.#schedule();
  }

  reset(): void {
    this.#queue.length = 0;
    if (!this.#socket.destroyed) this.#socket.resetAndDestroy();
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
    if (!this.#endHeld) return;
    this.#endHeld = false;
    this.#sink.onEnd();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#socket.destroyed) return;
    const queue = this.#queue;
    const [first] = queue;
    if (queue.length === 1 && first !== undefined) this.#send(first);
    else if (queue.length > 1) this.#sendTogether(queue);
    queue.length = 0;
    if (this.#ending !== 'no') this.#end();
  }

  #sendTogether(queue: readonly (Buffer | string)[]): void {
    const small = queue.every((part) => part.length < copyLimit);
    if (small) {
      this.#send(
        queue.every((part) => typeof part === 'string')
          ? queue.join('')
          : Buffer.concat(
              queue.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
            ),
      );
      return;
    }
    this.#socket.cork();
    for (const part of queue) this.#send(part);
    this.#socket.uncork();
  }

  /** What the kernel has taken it delivers, so then a plain close does, and spares a shutdown and the wait for the other side. */
  #end(): void {
    if (this.#ending === 'whole' && this.#socket.writableLength === 0) this.#socket.destroy();
    else this.#socket.end();
  }

  #send(data: Buffer | string): void {
    // Nagle's algorithm only ever holds back what follows something that is still on its way.
    if (this.#sent === 1) this.#socket.setNoDelay(true);
    this.#sent += 1;
    if (typeof data === 'string') this.#socket.write(data, 'latin1');
    else this.#socket.write(data);
  }
}
