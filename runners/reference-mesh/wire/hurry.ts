import type { Socket } from 'node:net';
import { describeDuration } from '../../../words/duration.ts';

const connectWithinMs = 5_000;

/**
 * Gives up on a TLS connection that does not come about. A first packet that was sent before the node had the route of a
 * Service, or while it still had that of a pod that is gone, is lost, and the kernel sends each repetition after it: only
 * another connection finds the way.
 */
export function hurry(socket: Socket, what: string, onLate: (error: Error) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(
    () => onLate(new Error(`no connection to ${what} within ${describeDuration(connectWithinMs)}`)),
    connectWithinMs,
  );
  const calm = (): void => clearTimeout(timer);
  socket.once('secureConnect', calm).once('close', calm);
}
