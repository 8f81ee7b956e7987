import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForInterrupts } from './interrupt.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('listenForInterrupts', () => {
  it('aborts at the first interrupt and leaves at the second, naming the way to clean up', () => {
    const process = new FakeProcess();
    let said = '';
    const { signal } = listenForInterrupts(process, (text) => (said += text), 130);

    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    expect(process.exits).toEqual([]);

    process.emit('SIGTERM');
    expect(process.exits).toEqual([130]);
    expect(said).toContain('smi-conformance clean');
  });

  it('gives the process back', () => {
    const process = new FakeProcess();
    const { signal, release } = listenForInterrupts(process, () => undefined, 130);
    release();
    process.emit('SIGINT');

    expect(signal.aborted).toBe(false);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
