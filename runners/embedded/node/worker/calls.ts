import type { Answer, FromNode, Question } from '../protocol.ts';

/** Questions to the main thread, each with its one answer. */
export class MainThread {
  readonly #post: (message: FromNode) => void;
  readonly #waiting = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor(post: (message: FromNode) => void) {
    this.#post = post;
  }

  ask(question: Question): Promise<string> {
    const call = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#post({ kind: 'call', call, question });
    });
  }

  answered(call: number, answer: Answer): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
  }
}
