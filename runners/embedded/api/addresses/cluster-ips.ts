/** Addresses from `first` to `last`, both included, as dotted IPv4. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/** Hands out the addresses of a range one after the other, so that a freed one is not used again at once. */
export class Addresses {
  readonly #first: number;
  readonly #last: number;
  readonly #taken = new Set<number>();
  #next: number;

  constructor(range: AddressRange) {
    this.#first = toNumber(range.first);
    this.#last = toNumber(range.last);
    this.#next = this.#first;
  }

  get range(): AddressRange {
    return { first: toText(this.#first), last: toText(this.#last) };
  }

  /** A free address, or undefined when there is none. Taken only by `take`. */
  free(): string | undefined {
    const size = this.#last - this.#first + 1;
    for (let tried = 0; tried < size; tried += 1) {
      const candidate = this.#first + ((this.#next - this.#first + tried) % size);
      if (!this.#taken.has(candidate)) return toText(candidate);
    }
    return undefined;
  }

  contains(address: string): boolean {
    const number = toNumber(address);
    return number >= this.#first && number <= this.#last;
  }

  isTaken(address: string): boolean {
    return this.#taken.has(toNumber(address));
  }

  take(address: string): void {
    const number = toNumber(address);
    this.#taken.add(number);
    this.#next = number === this.#last ? this.#first : number + 1;
  }

  release(address: string): void {
    this.#taken.delete(toNumber(address));
  }
}

const toNumber = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);

const toText = (number: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
