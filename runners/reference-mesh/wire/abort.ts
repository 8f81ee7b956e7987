/** Resolves when the signal is aborted, at once if it is. */
export function aborted(signal: AbortSignal): Promise<void> {
  return pause(undefined, signal);
}

/** Waits so many milliseconds (undefined: without an end), but not beyond the abort of the signal. */
export function pause(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** A question, because an aborted signal may not have been so a line ago. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
