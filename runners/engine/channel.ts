import { BroadcastChannel } from 'node:worker_threads';

/**
 * Carries the caller's abort into vitest's worker: vitest's own cancellation does not reach hooks, in which testbeds are
 * built. The worker says hello, so that an abort before its start is not missed.
 */
type Message = 'hello' | 'abort';

/** Caller's side. Returns a function that closes the channel. */
export function sendAbort(name: string, signal: AbortSignal): () => void {
  const channel = new BroadcastChannel(name);
  channel.unref();
  const say = (): void => channel.postMessage('abort' satisfies Message);
  channel.onmessage = (): void => {
    if (signal.aborted) say();
  };
  signal.addEventListener('abort', say, { once: true });
  return () => {
    signal.removeEventListener('abort', say);
    channel.close();
  };
}

/** Worker's side: a signal that is aborted when the caller's is. */
export function receiveAbort(name: string): { readonly signal: AbortSignal; readonly close: () => void } {
  const controller = new AbortController();
  const channel = new BroadcastChannel(name);
  channel.unref();
  channel.onmessage = (message: unknown): void => {
    if ((message as { readonly data: Message }).data === 'abort') {
      controller.abort(new DOMException('The run was interrupted.', 'AbortError'));
    }
  };
  channel.postMessage('hello' satisfies Message);
  return { signal: controller.signal, close: () => channel.close() };
}
