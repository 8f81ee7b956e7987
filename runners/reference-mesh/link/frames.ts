/**
 * What flows on a link between two side-cars: frames of eight bytes head and a payload. Many streams share one mutual-TLS
 * connection, so a request costs no handshake and small messages of one turn of the event loop leave in one record.
 *
 *     stream id (4 bytes) | type (1 byte) | length of the payload (3 bytes) | payload
 */
export const frameHeadBytes = 8;
export const longestPayload: number = 64 * 1024;
/** Bytes that a stream may send before the other side gives it more credit. */
export const initialWindow: number = 256 * 1024;

export const frame = {
  /** Opens a stream; payload: port of the application, 2 bytes. Only the side that dialled opens streams. */
  open: 1,
  data: 2,
  /** Nothing more follows in this direction. */
  end: 3,
  /** Both directions are over. */
  reset: 4,
  /** Payload: bytes of credit, 4 bytes. */
  credit: 5,
  /**
   * One datagram, of no stream; payload: port of the application, 2 bytes, and the datagram. The id names the conversation,
   * as the dialling side numbers them: an answer carries that of its question.
   */
  datagram: 6,
} as const;

export function frameHead(stream: number, type: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(frameHeadBytes);
  head.writeUInt32BE(stream, 0);
  head.writeUInt32BE(type * 0x1000000 + length, 4);
  return head;
}

export type OnFrame = (stream: number, type: number, payload: Buffer) => void;

/** Cuts what arrives into frames. Payloads are views of the pushed buffers. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  #rest: Buffer | undefined;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Throws on a payload that is longer than any that this side would send. */
  push(data: Buffer): void {
    const bytes = this.#rest === undefined ? data : Buffer.concat([this.#rest, data]);
    let at = 0;
    while (bytes.length - at >= frameHeadBytes) {
      const word = bytes.readUInt32BE(at + 4);
      const length = word & 0xffffff;
      if (length > longestPayload)
        throw new RangeError(`wanted at most ${longestPayload} bytes in a frame, found ${length}`);
      const end = at + frameHeadBytes + length;
      if (end > bytes.length) break;
      this.#onFrame(bytes.readUInt32BE(at), word >>> 24, bytes.subarray(at + frameHeadBytes, end));
      at = end;
    }
    this.#rest = at === bytes.length ? undefined : bytes.subarray(at);
  }
}
