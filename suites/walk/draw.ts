/** Draws that are the same on every machine for the same seed, so that what a walk found can be walked again. */
export class Draw {
  #state: number;

  /** @param seed a whole number; each of 2^32 gives a sequence of its own */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** One of `count` whole numbers from 0, each as likely: a Weyl sequence, mixed as in SplitMix32 (Steele, Lea, Flood 2014). */
  below(count: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    mixed = (mixed ^ (mixed >>> 15)) >>> 0;
    return Math.floor((mixed / 0x1_0000_0000) * count);
  }

  /** @throws RangeError of nothing */
  one<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Wanted something to draw from, got an empty list.');
    return items[this.below(items.length)] as T;
  }

  /** So many different ones in no order, or all in no order where there are fewer. */
  some<T>(items: readonly T[], count: number = items.length): readonly T[] {
    const left = [...items];
    const drawn: T[] = [];
    while (drawn.length < count && left.length > 0) drawn.push(...left.splice(this.below(left.length), 1));
    return drawn;
  }

  /** At least one of them, in no order. */
  atLeastOne<T>(items: readonly T[]): readonly T[] {
    return this.some(items, 1 + this.below(items.length));
  }
}
