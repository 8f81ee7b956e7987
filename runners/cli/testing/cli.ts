import type { CliContext } from '../context.ts';

/** A command line without a process: what it writes is kept, time is told, nothing ticks by itself. */
export interface TestCli {
  readonly context: CliContext;
  readonly out: () => string;
  readonly err: () => string;
  /** Moves the clock on and calls what is due, once. */
  readonly pass: (ms: number) => void;
}

export function testCli(
  options: { readonly interactive?: boolean; readonly signal?: AbortSignal; readonly cwd?: string } = {},
): TestCli {
  let out = '';
  let err = '';
  let nowMs = Date.parse('2024-05-01T10:00:00.000Z');
  const calls = new Set<() => void>();
  const { interactive = false, signal = new AbortController().signal, cwd = '/' } = options;
  return {
    context: {
      out: { write: (text) => (out += text), color: false, interactive, columns: 100 },
      err: { write: (text) => (err += text), color: false, interactive, columns: 100 },
      signal,
      kubeconfig: { variable: undefined, home: '/nowhere' },
      cwd,
      nodeVersion: 'v20.20.2',
      now: () => new Date(nowMs),
      randomNumber: () => 1295,
      every: (_, call) => {
        calls.add(call);
        return () => calls.delete(call);
      },
    },
    out: () => out,
    err: () => err,
    pass: (ms) => {
      nowMs += ms;
      for (const call of calls) call();
    },
  };
}
