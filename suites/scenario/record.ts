import type { EvidenceItem } from './types.ts';

/** What a scenario writes down while it runs. */
export class ScenarioRecord {
  readonly #evidence: EvidenceItem[] = [];
  readonly #convergenceMs: number[] = [];
  #observation: string | undefined;
  #finding: string | undefined;

  note(title: string, lines: readonly string[], data?: unknown): void {
    this.#evidence.push({ title, lines, data });
  }

  /** From a change to its being in force, in milliseconds. */
  converged(ms: number): void {
    this.#convergenceMs.push(Math.round(ms));
  }

  /** Later readings of one scenario are joined, so that none is lost. */
  observe(reading: string): void {
    this.#observation = this.#observation === undefined ? reading : `${this.#observation}, ${reading}`;
  }

  /** What was seen is a hole in security, though no clause forbids it. */
  found(sentence: string): void {
    this.#finding = this.#finding === undefined ? sentence : `${this.#finding} ${sentence}`;
  }

  get finding(): string | undefined {
    return this.#finding;
  }

  get evidence(): readonly EvidenceItem[] {
    return this.#evidence;
  }

  get convergenceMs(): readonly number[] {
    return this.#convergenceMs;
  }

  get observation(): string | undefined {
    return this.#observation;
  }
}
