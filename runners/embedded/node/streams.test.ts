import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { StreamMessage } from './protocol.ts';
import { StreamMultiplexer } from './streams.ts';

/** Two multiplexers joined by ports that deliver a turn later; `delivered` counts messages by kind. */
function joined(): {
  readonly left: StreamMultiplexer;
  readonly right: StreamMultiplexer;
  readonly delivered: Map<string, number>;
} {
  const delivered = new Map<string, number>();
  const deliver = (to: () => StreamMultiplexer) => (message: StreamMessage) => {
    setImmediate(() => {
      delivered.set(message.kind, (delivered.get(message.kind) ?? 0) + 1);
      to().receive(message);
    });
  };
  const left: StreamMultiplexer = new StreamMultiplexer(deliver(() => right));
  const right: StreamMultiplexer = new StreamMultiplexer(deliver(() => left));
  return { left, right, delivered };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('StreamMultiplexer', () => {
  it('keeps streams apart', async () => {
    const { left, right } = joined();
    const [one, two] = [right.readable(1), right.readable(2)];
    const [first, second] = [left.writable(1), left.writable(2)];
    first.write('a');
    second.end('b');
    first.end('c');
    expect(await Promise.all([text(one), text(two)])).toEqual(['ac', 'b']);
  });

  it('sends what is written in one turn in one message', async () => {
    const { left, right, delivered } = joined();
    const readable = right.readable(1);
    const writable = left.writable(1);
    for (let line = 0; line < 100; line += 1) writable.write(`${line}\n`);
    writable.end();
    expect((await text(readable)).split('\n')).toHaveLength(101);
    expect(delivered.get('data')).toBe(1);
  });

  it('lets the writer wait while the reader does not read', async () => {
    const { left, right } = joined();
    const readable = right.readable(1);
    const writable = left.writable(1);
    const chunk = Buffer.alloc(256 * 1024);
    let accepted = 0;
    for (let written = 0; written < 20; written += 1) writable.write(chunk, () => (accepted += 1));
    for (let turn = 0; turn < 20; turn += 1) await tick();
    expect(accepted).toBeLessThan(8);
    writable.end();
    expect(await text(readable)).toHaveLength(20 * chunk.length);
  });

  it('drops what is written once the reader has gone', async () => {
    const { left, right } = joined();
    const readable = right.readable(1);
    const writable = left.writable(1);
    const chunk = Buffer.alloc(1024 * 1024);
    writable.write(chunk);
    readable.destroy();
    for (let written = 0; written < 5; written += 1) writable.write(chunk);
    writable.end();
    await once(writable, 'finish');
  });

  it('ends the reader when the writer is destroyed', async () => {
    const { left, right } = joined();
    const readable = right.readable(1);
    left.writable(1).destroy();
    expect(await text(readable)).toBe('');
  });
});
