import { setMaxListeners } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';

/**
 * The line between the caller and vitest's worker, beside vitest's own. Down goes the caller's abort, because vitest's
 * cancellation does not reach hooks, in which testbeds are built; the worker says hello, so that an abort before its start
 * is not missed. Up go starts of scenarios, because vitest gathers its updates and may hold one back until the next.
 */
type Message = { readonly say: 'hello' | 'abort' } | { readonly say: 'started'; readonly id: string };

/** Caller's side. Returns a function that closes the channel. */
export function openCallerSide(
  name: string,
  signal: AbortSignal,
  onStarted: (id: string) => void,
): () => void {
  const { channel, post } = join(name, (message) => {
    if (message.say === 'started') onStarted(message.id);
    if (message.say === 'hello' && signal.aborted) abort();
  });
  const abort = (): void => post({ say: 'abort' });
  signal.addEventListener('abort', abort, { once: true });
  return () => {
    signal.removeEventListener('abort', abort);
    channel.close();
  };
}

export interface WorkerSide {
  /** Aborted when the caller's signal is. */
  readonly signal: AbortSignal;
  readonly started: (id: string) => void;
  readonly close: () => void;
}

export function openWorkerSide(name: string): WorkerSide {
  const controller = new AbortController();
  // Every scenario listens to it.
  setMaxListeners(0, controller.signal);
  const { channel, post } = join(name, ({ say }) => {
    if (say === 'abort') controller.abort(new DOMException('The run was interrupted.', 'AbortError'));
  });
  post({ say: 'hello' });
  return {
    signal: controller.signal,
    started: (id) => post({ say: 'started', id }),
    close: () => channel.close(),
  };
}

/** The channel keeps no thread alive. */
function join(
  name: string,
  onMessage: (message: Message) => void,
): { readonly channel: BroadcastChannel; readonly post: (message: Message) => void } {
  const channel = new BroadcastChannel(name);
  channel.unref();
  channel.onmessage = (event: unknown): void => onMessage((event as { readonly data: Message }).data);
  return { channel, post: (message) => channel.postMessage(message) };
}
