import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hurry } from './hurry.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function late(connecting: boolean, happens?: 'secureConnect' | 'close'): string | undefined {
  const socket = Object.assign(new EventEmitter(), { connecting });
  let said: string | undefined;
  hurry(socket as unknown as Socket, 'somebody', ({ message }) => (said = message));
  vi.advanceTimersByTime(1_000);
  if (happens !== undefined) socket.emit(happens);
  vi.advanceTimersByTime(60_000);
  return said;
}

test('a connection that does not come about is given up', () => {
  expect(late(true)).toBe('no connection to somebody within 5 s');
});

test('one that did, that ended, or that was there before is left alone', () => {
  expect(late(true, 'secureConnect')).toBeUndefined();
  expect(late(true, 'close')).toBeUndefined();
  expect(late(false)).toBeUndefined();
});
