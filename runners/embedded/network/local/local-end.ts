import { discard, type ChannelSink } from '../../../../fixtures/channel/channel.ts';
import type { LocalChannel } from '../../../../fixtures/agent/program.ts';
import type { Owner, Turn } from './turn.ts';

/** Unread bytes from which on a writer is told to wait. */
const window = 256 * 1024;

/** One of the two ends of a connection through memory. Behaves as a kernel's socket does, its waits and sizes aside. */
export class LocalEnd implements LocalChannel {
  /** Of the side that dialled; 0 at the other. */
  readonly localPort: number;
  readonly #turn: Turn;
  #peer: LocalEnd | undefined;
  #owner: Owner | undefined;
  #onGone: (end: LocalEnd) => void = () => undefined;
  #sink: ChannelSink = discard;
  /** Arrived and not yet read. */
  #unread: (Buffer | string)[] = [];
  #unreadBytes = 0;
  #scheduled = false;
  #openDue = false;
  #drainDue = false;
  /** Was told to wait. */
  #waits = false;
  #paused = false;
  #ended = false;
  #endArrived = false;
  #endTold = false;
  /** Hears nothing more. */
  #finished = false;
  #failure: Error | undefined;
  #closed = false;

  private constructor(turn: Turn, localPort: number) {
    this.#turn = turn;
    this.localPort = localPort;
  }

  /** Both ends of a connection under way: what is written at either waits until that belongs to a program and is open. */
  static pair(turn: Turn, localPort: number): { readonly dialled: LocalEnd; readonly accepted: LocalEnd } {
    const dialled = new LocalEnd(turn, localPort);
    const accepted = new LocalEnd(turn, 0);
    dialled.#peer = accepted;
    accepted.#peer = dialled;
    return { dialled, accepted };
  }

  /** @param onGone called when the end is no more */
  belongTo(owner: Owner, onGone: (end: LocalEnd) => void): void {
    this.#owner = owner;
    this.#onGone = onGone;
    if (this.#unread.length > 0 || this.#endArrived || this.#failure !== undefined) this.#schedule();
  }

  opened(): void {
    this.#openDue = true;
    this.#schedule();
  }

  get closed(): boolean {
    return this.#closed;
  }

  attach(sink: ChannelSink): void {
    this.#sink = sink;
  }

  write(data: Buffer | string): boolean {
    const peer = this.#peer;
    if (peer === undefined || this.#ended || this.#failure !== undefined || data.length === 0) return true;
    if (peer.#finished) {
      this.fail(systemError('ECONNRESET', 'write'));
      return true;
    }
    const { length } = peer.#unread;
    const last = peer.#unread[length - 1];
    if (typeof data === 'string' && typeof last === 'string') peer.#unread[length - 1] = last + data;
    else peer.#unread.push(data);
    peer.#unreadBytes += data.length;
    peer.#schedule();
    if (peer.#unreadBytes < window) return true;
    this.#waits = true;
    return false;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const peer = this.#peer;
    if (peer !== undefined) {
      peer.#endArrived = true;
      peer.#schedule();
    }
    if (this.#endTold) this.#schedule();
  }

  finish(): void {
    this.end();
    this.#finished = true;
    this.#forgetUnread();
    this.#schedule();
  }

  reset(): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#peer?.fail(systemError('ECONNRESET', 'read'));
    this.#finished = true;
    this.#forgetUnread();
    this.fail(new Error('the connection was reset here'));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#schedule();
  }

  /** Closes with an error, after what has arrived before. */
  fail(error: Error): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#failure = error;
    this.#schedule();
  }

  /** Ends as the connection of a process that was killed does: the other side sees the end, nobody is told here. */
  abandon(): void {
    this.#sink = discard;
    this.finish();
    this.#close();
  }

  /** For the turn. */
  deliver(): void {
    this.#scheduled = false;
    if (!this.#closed) this.#owner?.enter(tell, this);
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed || this.#owner === undefined) return;
    this.#scheduled = true;
    this.#turn.add(this);
  }

  /** Tells the sink all that there is to tell. */
  tell(): void {
    if (this.#openDue) {
      this.#openDue = false;
      this.#sink.onOpen?.();
    }
    if (this.#drainDue) {
      this.#drainDue = false;
      this.#sink.onDrain();
    }
    this.#tellData();
    const heldBack = this.#paused && !this.#finished;
    if (this.#failure === undefined && this.#endArrived && !this.#endTold && !heldBack) {
      this.#endTold = true;
      if (!this.#finished) this.#sink.onEnd();
    }
    const over = this.#finished || (this.#ended && this.#endTold);
    if (this.#failure !== undefined || over) this.#close();
  }

  #tellData(): void {
    while (!this.#paused && !this.#finished) {
      const data = this.#unread.shift();
      if (data === undefined) break;
      this.#unreadBytes -= data.length;
      this.#sink.onData(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    }
    const peer = this.#peer;
    if (peer === undefined || !peer.#waits || this.#unreadBytes > window / 2) return;
    peer.#waits = false;
    peer.#drainDue = true;
    peer.#schedule();
  }

  #forgetUnread(): void {
    this.#unread = [];
    this.#unreadBytes = 0;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#finished = true;
    this.#forgetUnread();
    this.#onGone(this);
    this.#sink.onClose(this.#failure);
  }
}

function tell(end: LocalEnd): void {
  end.tell();
}

/** As the kernel's errors look. */
export function systemError(code: string, syscall: string, where = ''): Error {
  return Object.assign(new Error(`${syscall} ${code}${where}`), { code, syscall });
}
