import { setMaxListeners } from 'node:events';

/** What of the process an interruption needs. */
export interface InterruptibleProcess {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

export interface Interruption {
  /** Aborted by the first interrupt. */
  readonly signal: AbortSignal;
  /** Gives the process its own behaviour back. */
  readonly release: () => void;
}

/** The first interrupt asks for a clean end; the second ends the process at once, and says what that leaves to do. */
export function listenForInterrupts(
  process: InterruptibleProcess,
  say: (text: string) => void,
  exitCode: number,
): Interruption {
  const controller = new AbortController();
  // Whatever is under way listens to it, and that is a lot at a time.
  setMaxListeners(0, controller.signal);
  const onInterrupt = (): void => {
    if (controller.signal.aborted) {
      say('Left at once. `smi-conformance clean` removes what is left on the cluster.\n');
      process.exit(exitCode);
      return;
    }
    say('Interrupted: cleaning up. Again to leave at once.\n');
    controller.abort(new DOMException('The run was interrupted.', 'AbortError'));
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onInterrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onInterrupt);
    },
  };
}
