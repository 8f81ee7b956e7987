/** The program that an end of a connection belongs to. */
export interface Owner {
  /** Calls into the program as if from its own process: in its context, and an error of the call is its own. Never throws. */
  enter<Value>(work: (value: Value) => void, value: Value): void;
}

interface Deliverable {
  deliver(): void;
}

/**
 * Lets what one program did reach another only after the first has returned, as it would through a kernel: what was done in
 * one turn arrives together.
 */
export class Turn {
  #waiting: Deliverable[] = [];

  add(one: Deliverable): void {
    if (this.#waiting.length === 0) process.nextTick(() => this.#deliver());
    this.#waiting.push(one);
  }

  #deliver(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) one.deliver();
  }
}
