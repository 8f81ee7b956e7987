import type { Socket } from 'node:net';
import { frame, frameHead, FrameReader } from './frames.ts';
import { LinkStream, type StreamCarrier } from './link-stream.ts';

/** Up to here, what leaves together is copied together. */
const copyLimit = 64 * 1024;

export interface LinkHandlers {
  /** The other side opens a stream to a port of the application. */
  readonly onStream: ((stream: LinkStream, port: number) => void) | undefined;
  /** A datagram to a port of the application, or, at the side that dialled, one that came back from there. */
  readonly onDatagram: (conversation: number, port: number, data: Buffer) => void;
  readonly onClose: (error: Error | undefined) => void;
}

/** Bytes that may wait for the socket before datagrams are dropped, as a network would. */
const datagramBacklog = 1024 * 1024;

/** One mutual-TLS connection between two side-cars and the streams on it. */
export class Link implements StreamCarrier {
  readonly #socket: Socket;
  readonly #handlers: LinkHandlers;
  readonly #streams = new Map<number, LinkStream>();
  #queue: (Buffer | string)[] = [];
  #queued = 0;
  #next = 1;
  #closed = false;

  /** @param socket of a mutual-TLS connection: who the other side is was settled before. */
  constructor(socket: Socket, handlers: LinkHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    const frames = new FrameReader((stream, type, payload) => this.#receive(stream, type, payload));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    socket.on('data', (data: Buffer) => {
      try {
        frames.push(data);
      } catch (error) {
        this.close(error as Error);
      }
    });
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('the link was cut off')));
  }

  /** Opens a stream to a port of the application behind the other side-car. */
  open(port: number): LinkStream {
    const id = this.#next;
    this.#next = id === 0xffffffff ? 1 : id + 1;
    const stream = new LinkStream(id, this);
    this.#streams.set(id, stream);
    const payload = Buffer.allocUnsafe(2);
    payload.writeUInt16BE(port, 0);
    this.send(frameHead(id, frame.open, 2));
    this.send(payload);
    return stream;
  }

  /** Sends a datagram unless too much is waiting already. @param data at most 65507 bytes */
  datagram(conversation: number, port: number, data: Buffer): void {
    if (this.#queued + this.#socket.writableLength > datagramBacklog) return;
    const head = Buffer.allocUnsafe(2);
    head.writeUInt16BE(port, 0);
    this.send(frameHead(conversation, frame.datagram, data.length + 2));
    this.send(head);
    this.send(data);
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(data: Buffer | string): void {
    if (this.#closed) return;
    if (this.#queued === 0) setImmediate(() => this.#flush());
    this.#queued += data.length;
    this.#queue.push(data);
  }

  forget(stream: number): void {
    this.#streams.delete(stream);
  }

  close(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    for (const stream of [...this.#streams.values()]) stream.close(error ?? new Error('the link was closed'));
    this.#handlers.onClose(error);
  }

  #receive(id: number, type: number, payload: Buffer): void {
    if (type === frame.datagram && payload.length >= 2) {
      this.#handlers.onDatagram(id, payload.readUInt16BE(0), payload.subarray(2));
      return;
    }
    if (type !== frame.open) {
      this.#streams.get(id)?.receive(type, payload);
      return;
    }
    if (this.#handlers.onStream === undefined || payload.length !== 2 || this.#streams.has(id)) {
      throw new RangeError('a stream was opened that must not be');
    }
    const stream = new LinkStream(id, this);
    this.#streams.set(id, stream);
    this.#handlers.onStream(stream, payload.readUInt16BE(0));
  }

  #flush(): void {
    const queue = this.#queue;
    const size = this.#queued;
    this.#queue = [];
    this.#queued = 0;
    if (this.#closed) return;
    if (size <= copyLimit) {
      this.#socket.write(together(queue, size));
      return;
    }
    this.#socket.cork();
    for (const part of queue) {
      if (typeof part === 'string') this.#socket.write(part, 'latin1');
      else this.#socket.write(part);
    }
    this.#socket.uncork();
  }
}

function together(parts: readonly (Buffer | string)[], size: number): Buffer {
  const all = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts)
    at += typeof part === 'string' ? all.write(part, at, 'latin1') : part.copy(all, at);
  return all;
}
