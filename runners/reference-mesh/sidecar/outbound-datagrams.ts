import type { Endpoint } from '../compile/plan.ts';
import { Conversations, type DatagramPath } from './conversations.ts';
import type { Known } from './knowledge.ts';
import type { LiveService } from './live-service.ts';
import type { OutboundParts } from './outbound.ts';
import { readProxyLine, type OriginalDestination } from './proxy-line.ts';

export type OnDatagram = (data: Buffer) => void;

type ChooseEndpoint = (service: LiveService, port: number) => Endpoint | undefined;

/**
 * Datagrams of the application. Each begins with a PROXY line, and those of one local port to one destination are a
 * conversation: as a connection, it stays with the endpoint that its first datagram was given.
 */
export class OutboundDatagrams {
  readonly #parts: OutboundParts;
  readonly #choose: ChooseEndpoint;
  readonly #conversations = new Conversations(() => performance.now());

  constructor(parts: OutboundParts, choose: ChooseEndpoint) {
    this.#parts = parts;
    this.#choose = choose;
  }

  /** @param client the application's own address and port @param answer hands a datagram back to it */
  accept(datagram: Buffer, client: string, answer: OnDatagram): void {
    const line = readLine(datagram);
    if (line === undefined) return;
    const { to, length } = line;
    const { knowledge } = this.#parts;
    const send = (known: Known): void => {
      this.#conversations
        .path(`${client} ${to.address} ${to.port}`, () => this.#open(known, to, answer))
        ?.send(datagram.subarray(length));
    };
    const known = knowledge.look(to.address);
    if (known === undefined) void knowledge.ask(to.address).then(send);
    else send(known);
  }

  close(): void {
    this.#conversations.close();
  }

  #open(known: Known, to: OriginalDestination, answer: OnDatagram): DatagramPath | undefined {
    const { pod, links, dialler } = this.#parts;
    const { loopback, source } = pod.network;
    if (known.kind === 'foreign') return dialler.datagrams(to.address, to.port, source, answer);
    if (known.kind === 'pod') {
      return to.address === pod.address
        ? dialler.datagrams(loopback, to.port, loopback, answer)
        : links.datagrams(to.address, known.pod, to.port, answer);
    }
    const endpoint = this.#choose(known.service, to.port);
    if (endpoint === undefined) return undefined;
    return endpoint.pod === undefined
      ? dialler.datagrams(endpoint.ip, endpoint.port, source, answer)
      : links.datagrams(endpoint.ip, endpoint.pod, endpoint.port, answer);
  }
}

/** Undefined for what is no datagram of the application: it is dropped, as anything may be. */
function readLine(datagram: Buffer): ReturnType<typeof readProxyLine> {
  try {
    return readProxyLine(datagram, 'UDP4');
  } catch {
    return undefined;
  }
}
