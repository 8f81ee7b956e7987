import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { LogRing } from './log-ring.ts';

const never = new AbortController().signal;

function ringOf(...chunks: readonly string[]): LogRing {
  const ring = new LogRing();
  for (const chunk of chunks) ring.write(Buffer.from(chunk));
  return ring;
}

const tail = (ring: LogRing, tailLines?: number) =>
  text(ring.read({ follow: false, tailLines, signal: never }));

describe('LogRing', () => {
  it('gives everything, or the last lines', async () => {
    const ring = ringOf('one\ntw', 'o\nthree\n');
    expect(await tail(ring)).toBe('one\ntwo\nthree\n');
    expect(await tail(ring, 2)).toBe('two\nthree\n');
    expect(await tail(ring, 9)).toBe('one\ntwo\nthree\n');
    expect(await tail(ring, 0)).toBe('');
  });

  it('counts a last line without an end as a line', async () => {
    expect(await tail(ringOf('one\ntwo'), 1)).toBe('two');
  });

  it('forgets the oldest beyond its size', async () => {
    const ring = new LogRing();
    for (const letter of 'abc') ring.write(Buffer.alloc(600 * 1024, letter));
    expect(new Set(await tail(ring))).toEqual(new Set('c'));
  });

  it('goes on for those who follow until it is closed', async () => {
    const ring = ringOf('before\n');
    const followed = text(ring.read({ follow: true, tailLines: undefined, signal: never }));
    ring.write(Buffer.from('after\n'));
    ring.close();
    expect(await followed).toBe('before\nafter\n');
    expect(await text(ring.read({ follow: true, tailLines: 1, signal: never }))).toBe('after\n');
  });

  it('stops following when told to', async () => {
    const stop = new AbortController();
    const ring = ringOf('before\n');
    const followed = text(ring.read({ follow: true, tailLines: undefined, signal: stop.signal }));
    stop.abort();
    ring.write(Buffer.from('after\n'));
    expect(await followed).toBe('before\n');
  });
});
