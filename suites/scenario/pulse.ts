/** Scenarios in a row after whose end the mesh carried nothing at all, before the rest is left unasked. */
const patience = 8;

/**
 * Whether the mesh still carries anything. After each scenario without a clean end somebody calls a service that no scenario
 * touches; when that is not answered again and again, and no traffic was seen in between, asking on would take hours and say
 * nothing more.
 */
export class Pulse {
  #silent = 0;
  #last = '';
  #lost = false;

  /** Traffic was carried. */
  beats(): void {
    this.#silent = 0;
  }

  /** Nothing was carried: `words` say what came of trying. */
  misses(words: string): void {
    this.#silent += 1;
    this.#last = words;
    // What was given up stays given up: a mesh that comes back after that would be graded on half of the questions.
    if (this.#silent >= patience) this.#lost = true;
  }

  /** Why nothing more is asked; undefined while the mesh lives. */
  get lost(): string | undefined {
    if (!this.#lost) return undefined;
    return (
      `Left unasked, since the mesh ceased to carry traffic: after each of ${patience} scenarios in a row a service that no ` +
      `scenario touches could not be reached (${this.#last}).`
    );
  }
}
