/**
 * A two-way byte stream with the least that a proxy needs: a socket, or one of many streams on a link between side-cars.
 * Not Node's streams: those cost more for each request than everything else that a side-car does with it.
 */
export interface Channel {
  /** Who gets what arrives from now on; a channel has one sink at a time. */
  attach(sink: ChannelSink): void;
  /** Text is Latin-1. False: the other side is slow, `onDrain` says when to go on; what was given is sent all the same. */
  write(data: Buffer | string): boolean;
  /** Nothing more to send; what was written still goes out. */
  end(): void;
  /** Nothing more to send and nothing more to hear: as `end`, and what still arrives is of no interest. */
  finish(): void;
  /** Ends both directions at once, and lets the other side know that something was lost. */
  reset(): void;
  /** Stops `onData` and `onEnd` until `resume`. */
  pause(): void;
  resume(): void;
}

export interface ChannelSink {
  onData(data: Buffer): void;
  /** The other side has nothing more to send. */
  onEnd(): void;
  onDrain(): void;
  /** Once, after which nothing else is called. With an error unless both sides ended. */
  onClose(error: Error | undefined): void;
}

/** Takes what arrives and drops it: for a channel on its way out. */
export const discard: ChannelSink = {
  onData: () => undefined,
  onEnd: () => undefined,
  onDrain: () => undefined,
  onClose: () => undefined,
};
