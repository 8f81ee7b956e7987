export interface Body {
  readonly value: unknown;
  /** Findings about the text itself, such as a field that is written twice. */
  readonly findings: () => readonly string[];
}
