import { Readable } from 'node:stream';

const capacityBytes = 1024 * 1024;

/** The last megabyte of what a container wrote, across its restarts. */
export class LogRing {
  readonly #chunks: Buffer[] = [];
  readonly #followers = new Set<Readable>();
  #bytes = 0;
  #closed = false;

  write(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes > capacityBytes && this.#chunks.length > 1) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0;
    }
    for (const follower of this.#followers) follower.push(chunk);
  }

  /** Nothing more will be written: ends those who follow. */
  close(): void {
    this.#closed = true;
    for (const follower of this.#followers) follower.push(null);
    this.#followers.clear();
  }

  /** What was written so far, or its last lines; with `follow`, goes on until the log is closed or `signal` is aborted. */
  read(options: {
    readonly follow: boolean;
    readonly tailLines: number | undefined;
    readonly signal: AbortSignal;
  }): Readable {
    const whole = Buffer.concat(this.#chunks);
    const stream = new Readable({
      read: () => undefined,
      destroy: (error, done) => {
        this.#followers.delete(stream);
        done(error);
      },
    });
    const start = options.tailLines === undefined ? 0 : startOfTail(whole, options.tailLines);
    if (start < whole.length) stream.push(whole.subarray(start));
    if (!options.follow || this.#closed || options.signal.aborted) {
      stream.push(null);
      return stream;
    }
    this.#followers.add(stream);
    const stop = () => {
      if (this.#followers.delete(stream)) stream.push(null);
    };
    options.signal.addEventListener('abort', stop, { once: true });
    stream.once('close', () => options.signal.removeEventListener('abort', stop));
    return stream;
  }
}

const newline = 0x0a;

function startOfTail(text: Buffer, lines: number): number {
  let end = text.length;
  if (text[end - 1] === newline) end -= 1;
  for (let left = lines; left > 0; left -= 1) {
    end = end <= 0 ? -1 : text.lastIndexOf(newline, end - 1);
    if (end === -1) return 0;
  }
  return lines === 0 ? text.length : end + 1;
}
