import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pause } from './abort.ts';
import { LineReader } from './lines.ts';

describe('lines', () => {
  it('are the same however the bytes are cut', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((line) => !/[\r\n]/.test(line)),
    );
    fc.assert(
      fc.property(lines, fc.array(fc.nat(200)), (wanted, cuts) => {
        const bytes = Buffer.from(wanted.map((line) => `${line}\n`).join(''), 'utf8');
        const found: string[] = [];
        const reader = new LineReader(1_000_000, (line) => found.push(line));
        let at = 0;
        for (const cut of [
          ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ]) {
          reader.push(bytes.subarray(at, cut));
          at = Math.max(at, cut);
        }
        expect(found).toEqual(wanted);
      }),
    );
  });

  it('may not be longer than agreed', () => {
    const reader = new LineReader(10, () => undefined);
    reader.push(Buffer.from('12345'));
    expect(() => reader.push(Buffer.from('678901'))).toThrow('at most 10 bytes');
  });
});

describe('a pause', () => {
  it('ends with the abort, also one that came before', async () => {
    const stop = new AbortController();
    const paused = pause(3_600_000, stop.signal);
    stop.abort();
    await paused;
    await pause(undefined, stop.signal);
  });
});
