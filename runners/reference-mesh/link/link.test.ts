import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';
import { frameHead, initialWindow } from './frames.ts';
import { Link } from './link.ts';
import type { LinkStream } from './link-stream.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Pair {
  readonly near: Link;
  readonly far: Link;
  /** The socket under the far link. */
  readonly socket: Socket;
  readonly closed: string[];
  /** Datagrams that came back to the near side. */
  readonly answers: string[];
}

async function pair(onStream: (stream: LinkStream, port: number) => void): Promise<Pair> {
  const closed: string[] = [];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dialled = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  const answers: string[] = [];
  const near = new Link(dialled, {
    onStream: undefined,
    onDatagram: (conversation, port, data) =>
      void answers.push(`${conversation} ${port} ${data.toString('latin1')}`),
    onClose: () => void closed.push('near'),
  });
  const far: Link = new Link(socket, {
    onStream,
    onDatagram: (conversation, port, data) => far.datagram(conversation, port, data),
    onClose: () => void closed.push('far'),
  });
  stops.push(() => near.close(undefined));
  return { near, far, socket, closed, answers };
}

/** All that arrives until the other side ends, or how it broke. */
function read(channel: Channel): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    channel.attach({
      ...discard,
      onData: (data) => void parts.push(Buffer.from(data)),
      onEnd: () => resolve(Buffer.concat(parts).toString('latin1')),
      onClose: (error) => resolve(`broken: ${error?.message ?? 'no error'}`),
    });
  });
}

function echo(stream: LinkStream): void {
  stream.attach({
    ...discard,
    onData: (data) => {
      if (!stream.write(data)) stream.pause();
    },
    onDrain: () => stream.resume(),
    onEnd: () => stream.end(),
  });
}

describe('a link', () => {
  it('carries many streams at once, each to its port', async () => {
    const ports: number[] = [];
    const { near } = await pair((stream, port) => {
      ports.push(port);
      echo(stream);
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const stream = near.open(8000 + index);
        const answer = read(stream);
        stream.write(`hello ${index}`);
        stream.write(Buffer.from('!'));
        stream.end();
        return answer;
      }),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => `hello ${index}!`));
    expect(ports).toEqual(Array.from({ length: 50 }, (_, index) => 8000 + index));
  });

  it('carries more than its windows, in order', async () => {
    const { near } = await pair(echo);
    const stream = near.open(1);
    const answer = read(stream);
    const text = Array.from({ length: 200_000 }, (_, index) => String(index % 10))
      .join('')
      .repeat(10);
    stream.write(text);
    stream.end();
    expect(await answer).toBe(text);
  });

  it('lets a stream that nobody reads wait, and the others go on', async () => {
    let slow: LinkStream | undefined;
    const { near } = await pair((stream, port) => {
      if (port === 1) {
        slow = stream;
        stream.pause();
      } else echo(stream);
    });
    const stuck = near.open(1);
    let drained = false;
    stuck.attach({ ...discard, onDrain: () => (drained = true) });
    expect(stuck.write(Buffer.alloc(initialWindow))).toBe(true);
    expect(stuck.write(Buffer.alloc(initialWindow))).toBe(false);
    const other = near.open(2);
    const answer = read(other);
    other.write('passes');
    other.end();
    expect(await answer).toBe('passes');
    expect(drained).toBe(false);
    stuck.end();
    const rest = slow === undefined ? Promise.resolve('') : read(slow);
    slow?.resume();
    expect((await rest).length).toBe(2 * initialWindow);
    expect(drained).toBe(true);
  });

  it('carries datagrams between streams, whole and by conversation', async () => {
    const { near, answers } = await pair(echo);
    const largest = 'x'.repeat(65_507);
    near.datagram(1, 53, Buffer.from('one'));
    near.datagram(2, 54, Buffer.from(''));
    near.datagram(1, 53, Buffer.from(largest));
    const stream = near.open(1);
    const answer = read(stream);
    stream.write('after them');
    stream.end();
    await answer;
    expect(answers).toEqual(['1 53 one', '2 54 ', `1 53 ${largest}`]);
  });

  it('tells the other side of a reset', async () => {
    const { near } = await pair((stream) => stream.reset());
    expect(await read(near.open(1))).toBe('broken: the stream was reset by the other side');
  });

  it('breaks all its streams when it is cut off', async () => {
    const { near, socket, closed } = await pair(() => undefined);
    const answers = [read(near.open(1)), read(near.open(2))];
    socket.destroy();
    expect(await Promise.all(answers)).toEqual([
      'broken: the link was cut off',
      'broken: the link was cut off',
    ]);
    expect(closed.sort()).toEqual(['far', 'near']);
  });

  it.each([
    ['a frame longer than any that is sent', frameHead(1, 2, 70_000)],
    [
      'a stream opened twice',
      Buffer.concat([frameHead(1, 1, 2), Buffer.from([0, 1]), frameHead(1, 1, 2), Buffer.from([0, 1])]),
    ],
    ['a stream opened by the side that was dialled', undefined],
  ])('ends over %s', async (_what, bytes) => {
    const { near, far, closed } = await pair(() => undefined);
    if (bytes === undefined) far.open(1);
    else near.send(bytes);
    const broken = read(bytes === undefined ? far.open(3) : near.open(3));
    expect(await broken).toMatch(/^broken/);
    expect(closed).toContain(bytes === undefined ? 'near' : 'far');
  });

  it('resets a stream that sends beyond its credit', async () => {
    const { near } = await pair((stream) => stream.pause());
    const stream = near.open(1);
    const answer = read(stream);
    for (let sent = 0; sent <= initialWindow; sent += 65_536) {
      near.send(frameHead(1, 2, 65_536));
      near.send(Buffer.alloc(65_536));
    }
    expect(await answer).toBe('broken: the stream was reset by the other side');
  });
});
