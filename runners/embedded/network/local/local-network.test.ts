import { AsyncLocalStorage } from 'node:async_hooks';
import { connect, createServer, type ClientHttp2Session } from 'node:http2';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ChannelDuplex } from '../../../../fixtures/channel/channel-duplex.ts';
import { discard, type Channel, type ChannelSink } from '../../../../fixtures/channel/channel.ts';
import { LocalNetwork, type ProgramLocal } from './local-network.ts';
import { Turn } from './turn.ts';

const current = new AsyncLocalStorage<string>();
const errors: string[] = [];
afterEach(() => void errors.splice(0));

/** A program of a pod: what it throws is written down with its name. */
function program(network: LocalNetwork, name: string): ProgramLocal {
  return network.join({
    enter: (work, value) => {
      try {
        current.run(name, work, value);
      } catch (error) {
        errors.push(`${name}: ${(error as Error).message}`);
      }
    },
  });
}

/** What is told to one end, in words, and in whose context. */
class Heard implements ChannelSink {
  readonly words: string[] = [];
  readonly contexts = new Set<string | undefined>();

  constructor(channel: Channel) {
    channel.attach(this);
  }

  onOpen(): void {
    this.#hear('open');
  }

  onData(data: Buffer): void {
    this.#hear(`data ${data.toString('latin1')}`);
  }

  onEnd(): void {
    this.#hear('end');
  }

  onDrain(): void {
    this.#hear('drain');
  }

  onClose(error: Error | undefined): void {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    this.#hear(error === undefined ? 'close' : `close ${code ?? 'with an error'}`);
  }

  #hear(word: string): void {
    this.words.push(word);
    this.contexts.add(current.getStore());
  }
}

interface Connection {
  readonly network: LocalNetwork;
  readonly agent: ProgramLocal;
  readonly sidecar: ProgramLocal;
  readonly dialled: Channel;
  readonly accepted: Channel;
  readonly here: Heard;
  readonly there: Heard;
}

async function connected(): Promise<Connection> {
  const network = new LocalNetwork(new Turn());
  const agent = program(network, 'agent');
  const sidecar = program(network, 'sidecar');
  const taken: { channel: Channel; heard: Heard }[] = [];
  await sidecar.listen(15001, (channel) => taken.push({ channel, heard: new Heard(channel) }));
  const dialled = agent.connect(15001);
  const here = new Heard(dialled);
  await turn();
  const [first] = taken;
  if (first === undefined) throw new Error('nothing was accepted');
  return { network, agent, sidecar, dialled, accepted: first.channel, here, there: first.heard };
}

describe('a connection within a pod', () => {
  it('is refused where nobody listens', async () => {
    const agent = program(new LocalNetwork(new Turn()), 'agent');
    const dialled = agent.connect(8080);
    const here = new Heard(dialled);
    dialled.write('lost');
    expect(here.words).toEqual([]);
    await turn();
    expect(here.words).toEqual(['close ECONNREFUSED']);
  });

  it('is refused again when the listener has closed, and one that was accepted stays', async () => {
    const network = new LocalNetwork(new Turn());
    const agent = program(network, 'agent');
    const taken: Channel[] = [];
    const listener = await agent.listen(8080, (channel) => taken.push(channel));
    const first = new Heard(agent.connect(8080));
    await turn();
    listener.close();
    const second = new Heard(agent.connect(8080));
    await turn();
    taken[0]?.write('still here');
    await turn();
    expect(first.words).toEqual(['open', 'data still here']);
    expect(second.words).toEqual(['close ECONNREFUSED']);
  });

  it('has one listener on a port', async () => {
    const network = new LocalNetwork(new Turn());
    const listener = await program(network, 'agent').listen(8080, () => undefined);
    const again = program(network, 'sidecar');
    await expect(again.listen(8080, () => undefined)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    listener.close();
    await expect(again.listen(8080, () => undefined)).resolves.toBeDefined();
  });

  it('carries bytes in their order, from before it stood too', async () => {
    const network = new LocalNetwork(new Turn());
    const agent = program(network, 'agent');
    const there: Heard[] = [];
    await agent.listen(8080, (channel) => there.push(new Heard(channel)));
    const dialled = agent.connect(8080);
    dialled.write('a');
    dialled.write(Buffer.from([0xe9]));
    await turn();
    dialled.write('b\xe9');
    dialled.write('c');
    dialled.end();
    await turn();
    expect(there[0]?.words).toEqual(['data a', 'data \xe9', 'data b\xe9c', 'end']);
  });

  it('has a local port of its own', async () => {
    const network = new LocalNetwork(new Turn());
    const agent = program(network, 'agent');
    const ports = [1, 2, 3].map(() => agent.connect(8080).localPort);
    await turn();
    expect(new Set(ports).size).toBe(3);
    expect(Math.min(...ports)).toBeGreaterThan(1024);
  });

  it('tells nobody anything before who acted has returned', async () => {
    const { dialled, there } = await connected();
    dialled.write('x');
    dialled.end();
    expect(there.words).toEqual([]);
    await turn();
    expect(there.words).toEqual(['data x', 'end']);
  });

  it('may end in one direction, in either', async () => {
    const { dialled, accepted, here, there } = await connected();
    dialled.end();
    await turn();
    accepted.write('answer');
    await turn();
    expect(there.words).toEqual(['end']);
    expect(here.words).toEqual(['open', 'data answer']);
    accepted.end();
    await turn();
    expect(here.words).toEqual(['open', 'data answer', 'end', 'close']);
    expect(there.words).toEqual(['end', 'close']);
  });

  it('ends for the other side, after what was written, when one side is finished', async () => {
    const { dialled, accepted, here, there } = await connected();
    accepted.write('answer');
    accepted.finish();
    await turn();
    expect(here.words).toEqual(['open', 'data answer', 'end']);
    expect(there.words).toEqual(['close']);
    dialled.write('to nobody');
    await turn();
    expect(here.words).toEqual(['open', 'data answer', 'end', 'close ECONNRESET']);
  });

  it('is reset for the other side, once', async () => {
    const { dialled, accepted, here, there } = await connected();
    accepted.write('unread');
    dialled.reset();
    dialled.reset();
    await turn();
    expect(there.words).toEqual(['close ECONNRESET']);
    expect(here.words).toEqual(['open', 'close with an error']);
  });

  it('holds back data and end of who pauses, from the middle of what has arrived on', async () => {
    const { dialled, accepted, there } = await connected();
    accepted.attach({
      onData: (data) => {
        there.onData(data);
        accepted.pause();
      },
      onEnd: () => there.onEnd(),
      onDrain: () => undefined,
      onClose: () => undefined,
    });
    dialled.write(Buffer.from('a'));
    dialled.write(Buffer.from('b'));
    dialled.end();
    await turn();
    expect(there.words).toEqual(['data a']);
    accepted.resume();
    await turn();
    expect(there.words).toEqual(['data a', 'data b']);
    accepted.resume();
    await turn();
    expect(there.words).toEqual(['data a', 'data b', 'end']);
  });

  it('tells the writer to wait for a reader that does not read, and when to go on', async () => {
    const { dialled, accepted, here, there } = await connected();
    accepted.pause();
    const piece = 'x'.repeat(64 * 1024);
    let written = 1;
    while (dialled.write(piece) && written < 1000) written += 1;
    expect(written).toBeLessThan(1000);
    await turn();
    expect(here.words).toEqual(['open']);
    accepted.resume();
    await turn();
    expect(here.words).toEqual(['open', 'drain']);
    expect(there.words.join('').replaceAll('data ', '')).toHaveLength(written * piece.length);
  });
});

describe('the programs at the two ends of a connection', () => {
  it('are called in contexts of their own', async () => {
    const { dialled, accepted, here, there } = await connected();
    current.run('somebody else', () => {
      dialled.write('ping');
      accepted.write('pong');
      dialled.finish();
      accepted.end();
    });
    await turn();
    expect([...here.contexts]).toEqual(['agent']);
    expect([...there.contexts]).toEqual(['sidecar']);
  });

  it('are blamed for their own errors, and not for those of the other', async () => {
    const { network, agent, dialled, accepted, here } = await connected();
    accepted.attach({
      ...discard,
      onData: () => {
        throw new Error('cannot read that');
      },
    });
    accepted.write('answer');
    dialled.write('question');
    await program(network, 'other').listen(8080, () => {
      throw new Error('cannot accept');
    });
    agent.connect(8080);
    await turn();
    expect(errors.toSorted()).toEqual(['other: cannot accept', 'sidecar: cannot read that']);
    expect(here.words).toEqual(['open', 'data answer']);
  });

  it('leave nothing behind when they end', async () => {
    const { network, agent, sidecar, accepted, here, there } = await connected();
    accepted.write('last words');
    sidecar.close();
    const late = new Heard(agent.connect(15001));
    await turn();
    expect(here.words).toEqual(['open', 'data last words', 'end']);
    expect(there.words).toEqual([]);
    expect(late.words).toEqual(['close ECONNREFUSED']);
    const next = program(network, 'the next side-car');
    await expect(next.listen(15001, () => undefined)).resolves.toBeDefined();
    const after = new Heard(sidecar.connect(15001));
    await turn();
    expect(after.words).toEqual(['close ECONNREFUSED']);
  });
});

describe('HTTP/2', () => {
  it('works over it', async () => {
    const network = new LocalNetwork(new Turn());
    const agent = program(network, 'agent');
    const server = createServer((_request, response) => response.end('x'.repeat(1_000_000)));
    await agent.listen(8080, (channel) => server.emit('connection', new ChannelDuplex(channel, undefined)));
    const session: ClientHttp2Session = connect('http://pod', {
      createConnection: () => new ChannelDuplex(agent.connect(8080), undefined),
    });
    let bytes = 0;
    for await (const chunk of session.request({ ':path': '/' }).end()) bytes += (chunk as Buffer).length;
    session.close();
    expect(bytes).toBe(1_000_000);
  });
});
