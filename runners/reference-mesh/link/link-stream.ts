import { discard, type Channel, type ChannelSink } from '../../../fixtures/channel/channel.ts';
import { frame, frameHead, initialWindow, longestPayload } from './frames.ts';

/** What a stream asks of its link. */
export interface StreamCarrier {
  send(data: Buffer | string): void;
  forget(stream: number): void;
}

/** One stream of a link. Each direction has a window of its own, so that a slow reader holds up nobody else. */
export class LinkStream implements Channel {
  readonly #id: number;
  readonly #carrier: StreamCarrier;
  #sink: ChannelSink = discard;
  /** Bytes that may still be sent. */
  #credit = initialWindow;
  /** Written beyond the credit. */
  #unsent: Buffer[] = [];
  /** Arrived, and not yet credited to the other side: never more than the window, unless it cheats. */
  #owed = 0;
  /** The part of it that was delivered. */
  #delivered = 0;
  /** Arrived while paused. */
  #held: Buffer[] = [];
  #paused = false;
  #ending = false;
  #endSent = false;
  #endArrived = false;
  #endTold = false;
  #closed = false;

  constructor(id: number, carrier: StreamCarrier) {
    this.#id = id;
    this.#carrier = carrier;
  }

  attach(sink: ChannelSink): void {
    this.#sink = sink;
  }

  write(data: Buffer | string): boolean {
    if (this.#closed || this.#ending) return true;
    if (this.#unsent.length === 0 && data.length <= this.#credit && data.length <= longestPayload) {
      this.#sendData(data);
    } else {
      this.#unsent.push(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
      this.#sendUnsent();
    }
    return this.#unsent.length === 0;
  }

  end(): void {
    this.#ending = true;
    this.#sendUnsent();
  }

  finish(): void {
    this.end();
  }

  reset(): void {
    if (this.#closed) return;
    this.#carrier.send(frameHead(this.#id, frame.reset, 0));
    this.close(new Error('the stream was reset here'));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const held = this.#held;
    this.#held = [];
    for (const data of held) this.#deliver(data);
    this.#tellEnd();
  }

  /** The link's own calls, for frames of this stream. */
  receive(type: number, payload: Buffer): void {
    if (this.#closed) return;
    if (type === frame.data) {
      this.#owed += payload.length;
      if (this.#endArrived || this.#owed > initialWindow) this.reset();
      else this.#deliver(payload);
    } else if (type === frame.end) {
      this.#endArrived = true;
      this.#tellEnd();
    } else if (type === frame.reset) {
      this.close(new Error('the stream was reset by the other side'));
    } else if (type === frame.credit && payload.length === 4) {
      this.#credit += payload.readUInt32BE(0);
      const waited = this.#unsent.length > 0;
      this.#sendUnsent();
      if (waited && this.#unsent.length === 0) this.#sink.onDrain();
    }
  }

  close(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsent = [];
    this.#held = [];
    this.#carrier.forget(this.#id);
    this.#sink.onClose(error);
  }

  #sendUnsent(): void {
    while (this.#credit > 0) {
      const next = this.#unsent.shift();
      if (next === undefined) break;
      const size = Math.min(next.length, this.#credit, longestPayload);
      this.#sendData(next.subarray(0, size));
      if (size < next.length) this.#unsent.unshift(next.subarray(size));
    }
    if (this.#ending && !this.#endSent && !this.#closed && this.#unsent.length === 0) {
      this.#endSent = true;
      this.#carrier.send(frameHead(this.#id, frame.end, 0));
      this.#closeWhenDone();
    }
  }

  #sendData(data: Buffer | string): void {
    if (data.length === 0) return;
    this.#credit -= data.length;
    this.#carrier.send(frameHead(this.#id, frame.data, data.length));
    this.#carrier.send(data);
  }

  #deliver(data: Buffer): void {
    if (this.#paused || this.#held.length > 0) {
      this.#held.push(data);
      return;
    }
    this.#delivered += data.length;
    if (this.#delivered >= initialWindow / 2 && !this.#endArrived) {
      const credit = Buffer.allocUnsafe(4);
      credit.writeUInt32BE(this.#delivered, 0);
      this.#carrier.send(frameHead(this.#id, frame.credit, 4));
      this.#carrier.send(credit);
      this.#owed -= this.#delivered;
      this.#delivered = 0;
    }
    this.#sink.onData(data);
  }

  #tellEnd(): void {
    if (!this.#endArrived || this.#endTold || this.#paused || this.#held.length > 0) return;
    this.#endTold = true;
    this.#sink.onEnd();
    this.#closeWhenDone();
  }

  #closeWhenDone(): void {
    if (this.#endTold && this.#endSent) this.close(undefined);
  }
}
