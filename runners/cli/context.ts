import type { KubeconfigSource } from '../clusters/kubeconfig.ts';

/** What a command may know of the process: filled in by `main.ts` alone, so that tests can fill in their own. */
export interface CliContext {
  readonly out: Output;
  /** Progress and errors. */
  readonly err: Output;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
  readonly kubeconfig: Omit<KubeconfigSource, 'file'>;
  readonly cwd: string;
  readonly nodeVersion: string;
  readonly now: () => Date;
  /** A whole number below 2^31, different each time. */
  readonly randomNumber: () => number;
  /** Called every `intervalMs`; returns a function that ends it. */
  readonly every: (intervalMs: number, call: () => void) => () => void;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** Whether a line may be drawn over: a terminal, and no CI. */
  readonly interactive: boolean;
  readonly columns: number;
}
