/** Cuts a byte stream into lines of JSON. */
export class LineReader {
  readonly #limit: number;
  readonly #onLine: (line: string) => void;
  #parts: Buffer[] = [];
  #length = 0;

  /** @param limit longest line in bytes: the other side is not trusted with our memory. */
  constructor(limit: number, onLine: (line: string) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  /** Throws when a line is too long. */
  push(data: Buffer): void {
    let from = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
      const rest = data.subarray(from, end);
      const line = this.#parts.length === 0 ? rest : Buffer.concat([...this.#parts, rest]);
      this.#parts = [];
      this.#length = 0;
      from = end + 1;
      if (line.length > 0) this.#onLine(line.toString('utf8'));
    }
    if (from === data.length) return;
    this.#parts.push(data.subarray(from));
    this.#length += data.length - from;
    if (this.#length > this.#limit)
      throw new RangeError(`wanted lines of at most ${this.#limit} bytes, found a longer one`);
  }
}
