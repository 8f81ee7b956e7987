/** A way for datagrams in one direction; what comes back goes to whoever opened it. Nothing tells whether one arrives. */
export interface DatagramPath {
  send(data: Buffer): void;
  close(): void;
  /** True also when it has ended by itself. */
  readonly closed: boolean;
}

interface Conversation {
  readonly path: DatagramPath;
  usedAt: number;
}

/** UDP says no goodbye: a conversation is over after so long a silence, or when there is no more room for it. */
const silenceMs = 10_000;
const mostConversations = 256;

/** Datagrams that belong together and so take one path, as the packets of a connection do. */
export class Conversations {
  readonly #now: () => number;
  /** Least recently used first. */
  readonly #open = new Map<string, Conversation>();

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The conversation's path; a new one from `open` when there is none any more. Undefined when that found nowhere to go. */
  path(key: string, open: () => DatagramPath | undefined): DatagramPath | undefined {
    const known = this.#open.get(key);
    this.#open.delete(key);
    const now = this.#now();
    if (known !== undefined && !known.path.closed && now - known.usedAt < silenceMs) {
      known.usedAt = now;
      this.#open.set(key, known);
      return known.path;
    }
    known?.path.close();
    const path = open();
    if (path === undefined) return undefined;
    this.#open.set(key, { path, usedAt: now });
    this.#makeRoom();
    return path;
  }

  close(): void {
    for (const { path } of this.#open.values()) path.close();
    this.#open.clear();
  }

  #makeRoom(): void {
    if (this.#open.size <= mostConversations) return;
    for (const [key, { path }] of this.#open) {
      this.#open.delete(key);
      path.close();
      return;
    }
  }
}
