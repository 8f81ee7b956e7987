import { describe, expect, it } from 'vitest';
import { NodeThread, type NodeThreadOptions } from './node-thread.ts';

/** Starts a thread from source text, and resolves with why it was lost. */
function threadOf(source: string): { readonly started: Promise<NodeThread>; readonly lost: Promise<Error> } {
  let onLost: NodeThreadOptions['onLost'] = () => undefined;
  const lost = new Promise<Error>((resolve) => (onLost = resolve));
  const started = NodeThread.start({
    name: 'node-x',
    entry: new URL(`data:text/javascript,${encodeURIComponent(source)}`),
    resolve: () => undefined,
    onUnlistenable: () => undefined,
    onTrouble: () => undefined,
    onLost,
  });
  return { started, lost };
}

const ready = `import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'ready' });`;

describe('NodeThread', () => {
  it.each([
    ['throws', `throw new Error('broken entry')`, 'broken entry'],
    ['exits', 'process.exit(3)', 'exited with code 3'],
  ])('does not start when its entry %s', async (_how, source, message) => {
    await expect(threadOf(source).started).rejects.toThrow(message);
  });

  it('is lost when it throws just after it was ready, and gives up what it ran', async () => {
    const { started, lost } = threadOf(`${ready} throw new Error('too late');`);
    const thread = await started;
    const program = { module: '', argv: [], env: {}, stdin: false, namespace: '', hostname: '', podIP: '' };
    const { exited } = thread.run({ program, readFile: () => Promise.resolve('') });
    expect((await lost).message).toMatch(/too late|exited with code 1/);
    expect((await exited).code).toBe(137);
    expect((await thread.run({ program, readFile: () => Promise.resolve('') }).exited).code).toBe(137);
    await thread.close();
  });

  it('ends with everything in it when it is closed, which is no loss', async () => {
    const { started, lost } = threadOf(`${ready} setInterval(() => undefined, 1_000);`);
    const thread = await started;
    const outcome = Promise.race([lost.then(() => 'lost'), thread.close().then(() => 'closed')]);
    expect(await outcome).toBe('closed');
  });
});
