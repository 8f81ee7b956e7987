import type { LocalChannel, LocalListener, PodLocal } from '../../../../fixtures/agent/program.ts';
import type { Channel } from '../../../../fixtures/channel/channel.ts';
import { LocalEnd, systemError } from './local-end.ts';
import type { Owner, Turn } from './turn.ts';

/** The range that Linux gives to who dials. */
const firstPort = 32_768;
const lastPort = 60_999;

interface Listening {
  readonly program: ProgramLocal;
  readonly accept: (channel: Channel) => void;
}

/** The connections between the programs of one pod, through memory: all of them run in one thread. */
export class LocalNetwork {
  readonly turn: Turn;
  readonly listening: Map<number, Listening> = new Map();
  #nextPort = firstPort;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  join(owner: Owner): ProgramLocal {
    return new ProgramLocal(this, owner);
  }

  nextPort(): number {
    const port = this.#nextPort;
    this.#nextPort = port === lastPort ? firstPort : port + 1;
    return port;
  }
}

/** What one program sees of its pod's own network. */
export class ProgramLocal implements PodLocal {
  readonly #network: LocalNetwork;
  readonly #owner: Owner;
  readonly #ends = new Set<LocalEnd>();
  readonly #gone = (end: LocalEnd): void => void this.#ends.delete(end);
  #closed = false;

  constructor(network: LocalNetwork, owner: Owner) {
    this.#network = network;
    this.#owner = owner;
  }

  connect(port: number): LocalChannel {
    const { turn } = this.#network;
    const { dialled, accepted } = LocalEnd.pair(turn, this.#network.nextPort());
    this.#take(dialled);
    turn.add({ deliver: () => this.#arrive(port, dialled, accepted) });
    return dialled;
  }

  listen(port: number, accept: (channel: Channel) => void): Promise<LocalListener> {
    const { listening } = this.#network;
    if (this.#closed || listening.has(port))
      return Promise.reject(systemError('EADDRINUSE', 'listen', `: port ${port} of the pod's loopback`));
    const mine: Listening = { program: this, accept };
    listening.set(port, mine);
    return Promise.resolve({
      close: () => {
        if (listening.get(port) === mine) listening.delete(port);
      },
    });
  }

  /** The program has ended: what it has here ends as a killed process's would. */
  close(): void {
    this.#closed = true;
    for (const [port, { program }] of this.#network.listening) {
      if (program === this) this.#network.listening.delete(port);
    }
    for (const end of [...this.#ends]) end.abandon();
  }

  #arrive(port: number, dialled: LocalEnd, accepted: LocalEnd): void {
    if (dialled.closed) return;
    const listener = this.#network.listening.get(port);
    if (listener === undefined || this.#closed) {
      dialled.fail(systemError('ECONNREFUSED', 'connect', ` port ${port} of the pod's loopback`));
      return;
    }
    dialled.opened();
    const { program, accept } = listener;
    program.#take(accepted);
    program.#owner.enter(accept, accepted);
  }

  #take(end: LocalEnd): void {
    this.#ends.add(end);
    end.belongTo(this.#owner, this.#gone);
  }
}
