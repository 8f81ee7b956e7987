import type { Field } from '../../../fixtures/http1/index.ts';
import type { Chance } from '../behaviour/behaviour.ts';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';
import { splice } from '../link/splice.ts';
import type { Endpoint } from '../compile/plan.ts';
import type { Http2Sessions } from '../http/http2-sessions.ts';
import { serveHttp } from '../http/serve.ts';
import { answer, denied, type RoutedHead, type Verdict } from '../http/upstream.ts';
import { chooseEndpoint, type Wish } from './choose.ts';
import type { Dialler } from './dialler.ts';
import { Guard } from './guard.ts';
import type { Known, Knowledge } from './knowledge.ts';
import type { Links } from './links.ts';
import type { LivePort, LiveService } from './live-service.ts';
import { OutboundDatagrams } from './outbound-datagrams.ts';
import { misbehave } from './misbehave.ts';
import type { SidecarPod } from './pod.ts';
import { readProxyLine, type OriginalDestination } from './proxy-line.ts';
import { requestView } from './request-view.ts';

/** Shows the application that its client's request came through a side-car. */
export const meshHeader = 'x-smi-reference-mesh';
/** Names the client's connection, where a grant is to last as long as that. */
export const connectionHeader = 'x-smi-reference-connection';
const passed: readonly Field[] = [[meshHeader, '1']];

/** A connection of the application, for meshes that decide for more than one request. */
interface ClientConnection {
  readonly name: string;
  /** What it had before, in a mesh that picks for connections. */
  readonly picked: Map<string, number>;
  /** What was found of conditions, in a mesh that asks for them once. */
  readonly answered: Map<string, boolean>;
}

export interface OutboundParts {
  readonly pod: SidecarPod;
  readonly knowledge: Knowledge;
  readonly links: Links;
  readonly dialler: Dialler;
  readonly http2: Http2Sessions;
  readonly random: () => number;
}

/** What the application sends: to the Service or pod that it dialled, as SMI wants it. */
export class Outbound {
  readonly datagrams: OutboundDatagrams;
  readonly #parts: OutboundParts;
  readonly #guard: Guard;
  #connections = 0;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
    this.#guard = new Guard(parts.knowledge);
    this.datagrams = new OutboundDatagrams(parts, (service, port) =>
      this.#choose(service, service.datagramPort(port), undefined),
    );
  }

  /** Takes a connection of the application, which begins with a PROXY line. */
  accept(client: Channel): void {
    if (misbehave(client, this.#parts.knowledge.disorder)) return;
    let before: Buffer | undefined;
    client.attach({
      onData: (data) => {
        const bytes = before === undefined ? data : Buffer.concat([before, data]);
        try {
          const line = readProxyLine(bytes);
          if (line === undefined) before = bytes;
          else this.#take(client, line.to, bytes.subarray(line.length));
        } catch {
          client.reset();
        }
      },
      onEnd: () => client.reset(),
      onDrain: () => undefined,
      onClose: () => undefined,
    });
  }

  /** Where a request to an address goes now; for each request anew, whatever the connection it comes on. */
  route(
    to: OriginalDestination,
    head: RoutedHead,
    connection?: ClientConnection,
  ): Verdict | Promise<Verdict> {
    return this.#parts.knowledge.behaviour.routesBy === 'address'
      ? this.#routeTo(to, head, connection)
      : this.#named(to, head).then((named) => this.#routeTo(named, head, connection));
  }

  /** The destination that a request names, or the one that was dialled where it names none that is known. */
  async #named(to: OriginalDestination, head: RoutedHead): Promise<OriginalDestination> {
    const named = requestView(head, this.#parts.knowledge.behaviour).header('host') ?? '';
    const host = named.replace(/:[0-9]+$/, '');
    const address = await this.#parts.pod.network.lookup(host).catch(() => to.address);
    return { ...to, address };
  }

  #routeTo(
    to: OriginalDestination,
    head: RoutedHead,
    connection?: ClientConnection,
  ): Verdict | Promise<Verdict> {
    const known = this.#parts.knowledge.look(to.address);
    return known === undefined
      ? this.#parts.knowledge.ask(to.address).then((found) => this.#verdict(found, to, head, connection))
      : this.#verdict(known, to, head, connection);
  }

  close(): void {
    this.datagrams.close();
  }

  #take(client: Channel, to: OriginalDestination, rest: Buffer): void {
    const known = this.#parts.knowledge.look(to.address);
    if (known !== undefined) {
      this.#carry(client, known, to, rest);
      return;
    }
    client.pause();
    void this.#parts.knowledge.ask(to.address).then((found) => {
      this.#carry(client, found, to, rest);
      client.resume();
    });
  }

  #carry(client: Channel, known: Known, to: OriginalDestination, rest: Buffer): void {
    if (known.kind === 'service' && known.service.port(to.port)?.protocol === 'http') {
      const connection: ClientConnection = {
        name: String((this.#connections += 1)),
        picked: new Map(),
        answered: new Map(),
      };
      serveHttp(client, (head) => this.route(to, head, connection), this.#parts.http2, rest);
      return;
    }
    if (this.#parts.knowledge.behaviour.waitsForClient && rest.length === 0) {
      client.attach({
        ...discard,
        onData: (data) => this.#connect(client, known, to, data),
        onEnd: () => client.reset(),
      });
      return;
    }
    this.#connect(client, known, to, rest);
  }

  #connect(client: Channel, known: Known, to: OriginalDestination, rest: Buffer): void {
    const upstream = this.#connection(known, to);
    if (upstream === undefined) {
      client.reset();
      return;
    }
    if (rest.length > 0) upstream.write(rest);
    splice(client, upstream);
  }

  /** A connection for what is not HTTP; undefined when there is nowhere to go. */
  #connection(known: Known, to: OriginalDestination): Channel | undefined {
    const { pod, links, dialler } = this.#parts;
    if (known.kind === 'foreign')
      return this.#guard.mayLeave ? dialler.open(to.address, to.port, pod.network.source) : undefined;
    if (known.kind === 'pod') {
      return to.address === pod.address
        ? dialler.inward(to.port)
        : links.open(to.address, known.pod, to.port);
    }
    const endpoint = this.#choose(known.service, known.service.port(to.port), undefined);
    if (endpoint === undefined) return undefined;
    if (!this.#guard.allowsConnection(known, endpoint.ip, endpoint.port)) return undefined;
    return endpoint.pod === undefined
      ? dialler.open(endpoint.ip, endpoint.port, pod.network.source)
      : links.open(endpoint.ip, endpoint.pod, endpoint.port);
  }

  #verdict(
    known: Known,
    to: OriginalDestination,
    head: RoutedHead,
    connection: ClientConnection | undefined,
  ): Verdict {
    const { pod, links, dialler, knowledge } = this.#parts;
    if (known.kind !== 'service') return answer(503, 'the Service is gone');
    const endpoint = this.#choose(known.service, known.service.port(to.port), head, connection);
    if (endpoint === undefined) return answer(503, 'no endpoint for this request');
    const { ip, port } = endpoint;
    const meshed = endpoint.pod;
    const { denial, grantsLastFor, reachesUnmeshed } = knowledge.behaviour;
    const reached = meshed !== undefined || reachesUnmeshed;
    if (!reached || !this.#guard.allowsRequest(known, ip, port, requestView(head, knowledge.behaviour)))
      return denied(denial);
    const pool =
      meshed === undefined ? dialler.pool(ip, port, pod.network.source) : links.pool(ip, meshed, port);
    // A connection that the other side-car ended as a denial ends for the client in the same way.
    const otherwise = typeof denial === 'number' ? {} : { otherwise: { kind: 'drop', how: denial } as const };
    const add: readonly Field[] =
      connection === undefined || grantsLastFor === 'request'
        ? passed
        : [...passed, [connectionHeader, `${pod.namespace}/${pod.name}/${connection.name}`]];
    return { kind: 'forward', to: pool, add, ...otherwise };
  }

  #choose(
    service: LiveService,
    port: LivePort | undefined,
    head: RoutedHead | undefined,
    connection?: ClientConnection,
  ): Endpoint | undefined {
    const { pod, knowledge, random } = this.#parts;
    if (port === undefined) return undefined;
    const wish: Wish = {
      clientNamespace: pod.namespace,
      rootNamespace: service.namespace,
      rootName: service.name,
      startedAt: pod.startedAt,
      request: head === undefined ? undefined : requestView(head, knowledge.behaviour),
      ...(connection === undefined ? {} : { picked: connection.picked, answered: connection.answered }),
    };
    const chance: Chance = {
      scheduler: knowledge.settings.scheduler,
      random,
      client: `${pod.namespace}/${pod.name}`,
      ...(head === undefined ? { withoutRequest: true } : {}),
    };
    return chooseEndpoint(knowledge.behaviour, port, wish, chance);
  }
}
