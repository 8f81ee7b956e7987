import { Readable, Writable } from 'node:stream';
import type { StreamMessage } from './protocol.ts';

/** Bytes that may be on their way before a writer has to wait for the reader. */
const windowBytes = 1024 * 1024;

interface Sender {
  taken(bytes: number): void;
  cancelled(): void;
}

interface Receiver {
  data(chunk: Uint8Array): void;
  end(): void;
}

/** Node streams over a message port: many at once, what is written in one turn in one message, with back-pressure. */
export class StreamMultiplexer {
  readonly #post: (message: StreamMessage) => void;
  readonly #senders = new Map<number, Sender>();
  readonly #receivers = new Map<number, Receiver>();

  constructor(post: (message: StreamMessage) => void) {
    this.#post = post;
  }

  receive(message: StreamMessage): void {
    switch (message.kind) {
      case 'data':
        return this.#receivers.get(message.stream)?.data(message.chunk);
      case 'end':
        return this.#receivers.get(message.stream)?.end();
      case 'taken':
        return this.#senders.get(message.stream)?.taken(message.bytes);
      case 'cancel':
        return this.#senders.get(message.stream)?.cancelled();
    }
  }

  /** The end to write to. Once the reader has gone, what is written is dropped. */
  writable(stream: number): Writable {
    const post = this.#post;
    const forget = () => this.#senders.delete(stream);
    let batch: Uint8Array[] = [];
    let batchBytes = 0;
    let onTheWay = 0;
    let cancelled = false;
    let resume: (() => void) | undefined;

    const flush = () => {
      if (batchBytes === 0) return;
      const chunk = joined(batch, batchBytes);
      batch = [];
      batchBytes = 0;
      post({ kind: 'data', stream, chunk });
    };
    const proceed = () => {
      const waiting = resume;
      resume = undefined;
      waiting?.();
    };
    this.#senders.set(stream, {
      taken: (bytes) => {
        onTheWay -= bytes;
        if (onTheWay < windowBytes) proceed();
      },
      cancelled: () => {
        cancelled = true;
        proceed();
      },
    });
    return new Writable({
      decodeStrings: true,
      write: (chunk: Buffer, _encoding, done) => {
        if (cancelled) return done();
        if (batchBytes === 0) queueMicrotask(flush);
        batch.push(chunk);
        batchBytes += chunk.length;
        onTheWay += chunk.length;
        if (onTheWay < windowBytes) done();
        else resume = done;
      },
      final: (done) => {
        flush();
        post({ kind: 'end', stream });
        forget();
        done();
      },
      destroy: (error, done) => {
        if (forget()) post({ kind: 'end', stream });
        done(error);
      },
    });
  }

  /** The end to read from. */
  readable(stream: number): Readable {
    const post = this.#post;
    let untold = 0;
    const tell = () => {
      if (untold > 0) post({ kind: 'taken', stream, bytes: untold });
      untold = 0;
    };
    const readable = new Readable({
      read: tell,
      destroy: (error, done) => {
        if (this.#receivers.delete(stream)) post({ kind: 'cancel', stream });
        done(error);
      },
    });
    this.#receivers.set(stream, {
      data: (chunk) => {
        untold += chunk.byteLength;
        if (readable.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) tell();
      },
      end: () => {
        this.#receivers.delete(stream);
        readable.push(null);
      },
    });
    return readable;
  }
}

/** A copy with a buffer of its own: posting a view would copy the whole pool that it lies in. */
function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
