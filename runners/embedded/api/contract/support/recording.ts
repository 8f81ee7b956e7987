import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * What a real API server answered, conversation by conversation: one file of JSON for each file of contracts, written when
 * SMI_CONTRACT_RECORD is set and read everywhere else, so that a real server is asked for once and not on every machine.
 */
export class Recording {
  readonly #file: URL;
  readonly #answers: Map<string, unknown>;

  constructor(name: string) {
    this.#file = new URL(`../recorded/${name}.json`, import.meta.url);
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : '{}';
    this.#answers = new Map(Object.entries(JSON.parse(text) as Record<string, unknown>));
  }

  /** @throws when nothing was recorded under the title */
  answer(title: string): unknown {
    if (this.#answers.has(title)) return this.#answers.get(title);
    throw new Error(
      `Nothing is recorded for ${JSON.stringify(title)} in ${this.#file.pathname}: run the contracts with SMI_CONTRACT_KUBECONFIG and SMI_CONTRACT_RECORD=1.`,
    );
  }

  set(title: string, answer: unknown): void {
    this.#answers.set(title, answer);
  }

  /** Writes what was set, a line for each conversation, and forgets the titles that are no longer there. */
  save(titles: ReadonlySet<string>): void {
    const lines = [...this.#answers]
      .filter(([title]) => titles.has(title))
      .map(([title, answer]) => `${JSON.stringify(title)}: ${JSON.stringify(answer)}`);
    mkdirSync(new URL('.', this.#file), { recursive: true });
    writeFileSync(this.#file, `{\n${lines.join(',\n')}\n}\n`);
  }
}
