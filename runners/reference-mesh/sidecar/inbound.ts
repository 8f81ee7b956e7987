import { requestHeadText, type RequestHead } from '../../../fixtures/http1/index.ts';
import type { RequestView } from '../behaviour/behaviour.ts';
import { policyPath } from '../behaviour/path.ts';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';
import { splice } from '../link/splice.ts';
import type { Http2Sessions } from '../http/http2-sessions.ts';
import { serveHttp } from '../http/serve.ts';
import { podUri } from '../identity/names.ts';
import { answer, denied, type RoutedHead, type Verdict } from '../http/upstream.ts';
import { Conversations } from './conversations.ts';
import type { Dialler } from './dialler.ts';
import type { Knowledge } from './knowledge.ts';
import { misbehave } from './misbehave.ts';
import { connectionHeader, type Outbound } from './outbound.ts';
import type { SidecarPod } from './pod.ts';
import { Policy } from './policy.ts';
import { requestView } from './request-view.ts';

export interface InboundParts {
  readonly pod: SidecarPod;
  readonly knowledge: Knowledge;
  readonly dialler: Dialler;
  readonly outbound: Outbound;
  readonly http2: Http2Sessions;
}

/** What others send to the application: let in or refused, as the TrafficTargets say. */
export class Inbound {
  readonly #parts: InboundParts;
  readonly #conversations = new Conversations(() => performance.now());
  /** What let in a request on a client's connection, for a mesh whose grants last as long as those. */
  readonly #admitted = new Map<string, Policy>();
  #policy: Policy | undefined;

  constructor(parts: InboundParts) {
    this.#parts = parts;
  }

  /** Grants or switches have changed. */
  policyChanged(): void {
    this.#policy = undefined;
  }

  /** @param peer identities that the client has proven; undefined for a client without a side-car */
  accept(client: Channel, port: number, peer: readonly string[] | undefined): void {
    const { pod, dialler, knowledge } = this.#parts;
    if (misbehave(client, knowledge.disorder)) return;
    const protocol = pod.ports.connections.get(port);
    if (protocol === 'http') {
      serveHttp(client, (head) => this.#route(head, port, peer), this.#parts.http2);
    } else if (protocol === 'tcp' && knowledge.ready && this.#admits(port, peer)) {
      splice(client, dialler.inward(port));
    } else {
      client.reset();
    }
  }

  /**
   * @param conversation names the client and its side of the conversation @param peer as for `accept`
   * @param answer hands a datagram back to the client
   */
  acceptDatagram(
    data: Buffer,
    port: number,
    peer: readonly string[] | undefined,
    conversation: string,
    answer: (data: Buffer) => void,
  ): void {
    const { pod, dialler, knowledge } = this.#parts;
    if (!pod.ports.datagrams.has(port) || !knowledge.ready) return;
    if (!this.#current().allowsDatagram(peer ?? [], port)) return;
    const { loopback } = pod.network;
    this.#conversations
      .path(`${conversation} ${port}`, () => dialler.datagrams(loopback, port, loopback, answer))
      ?.send(data);
  }

  close(): void {
    this.#conversations.close();
  }

  #route(head: RoutedHead, port: number, peer: readonly string[] | undefined): Verdict | Promise<Verdict> {
    const { knowledge, dialler } = this.#parts;
    if (!knowledge.ready) return answer(503, 'the side-car has no configuration yet');
    const { refusal, denial, splitsForUnmeshed } = knowledge.behaviour;
    if (!this.#admits(port, peer, head)) {
      if (refusal === 'after-the-application') this.#show(head, port);
      return refusal === 'looks-like-success' ? answer(200, 'denied') : denied(denial);
    }
    if (splitsForUnmeshed && peer === undefined) return this.#detour(head, port);
    const pool = dialler.inwardPool(port);
    return { kind: 'forward', to: pool, add: [] };
  }

  /** @param head undefined: a connection that is not HTTP */
  #admits(port: number, peer: readonly string[] | undefined, head?: RoutedHead): boolean {
    const { pod, knowledge } = this.#parts;
    const { guards, allowsItself, grantsLastFor } = knowledge.behaviour;
    if (guards === 'client') return true;
    if (allowsItself && peer?.includes(podUri(pod.namespace, pod.name)) === true) return true;
    if (head === undefined) return this.#current().allowsConnection(peer ?? [], port);
    const request = requestView(head, knowledge.behaviour);
    const allowed = this.#isProbe(port, request) || this.#current().allowsRequest(peer ?? [], port, request);
    const connection = grantsLastFor === 'request' ? undefined : request.header(connectionHeader);
    if (connection === undefined) return allowed;
    const then = this.#admitted.get(connection);
    if (then === undefined && allowed) this.#admitted.set(connection, this.#current());
    return (
      allowed ||
      (then !== undefined &&
        (grantsLastFor === 'whatever-follows' || then.allowsRequest(peer ?? [], port, request)))
    );
  }

  /** What the pod's own kubelet asks for, which has no identity to show. */
  #isProbe(port: number, { method, path }: RequestView): boolean {
    const { pod, knowledge } = this.#parts;
    const own = knowledge.look(pod.address);
    if (method !== 'GET' || own?.kind !== 'pod') return false;
    return own.probes.some((probe) => probe.port === port && policyPath(probe.path) === path);
  }

  #current(): Policy {
    if (this.#policy !== undefined) return this.#policy;
    const { behaviour, settings, grants } = this.#parts.knowledge;
    return (this.#policy = new Policy(behaviour, settings.mode, grants));
  }

  /** A fault's way: the application sees the request although the client is refused. */
  #show(head: RequestHead, port: number): void {
    const { dialler } = this.#parts;
    const application = dialler.inward(port);
    application.attach({ ...discard, onEnd: () => application.end() });
    const headers = head.headers.filter(
      ([name]) => !/^(connection|content-length|transfer-encoding|expect)$/i.test(name),
    );
    application.write(
      requestHeadText({ ...head, version: '1.1', headers: [...headers, ['connection', 'close']] }),
    );
  }

  /** A fault's way: the request of a client without a side-car goes where a meshed one's would have gone. */
  async #detour(head: RoutedHead, port: number): Promise<Verdict> {
    const { pod, outbound, dialler, knowledge } = this.#parts;
    const [, host = '', hostPort = '80'] =
      /^(.*?)(?::([0-9]+))?$/.exec(requestView(head, knowledge.behaviour).header('host') ?? '') ?? [];
    const address = await pod.network.lookup(host).catch(() => undefined);
    const verdict =
      address === undefined ? undefined : await outbound.route({ address, port: Number(hostPort) }, head);
    if (verdict?.kind === 'forward') return { ...verdict, add: [] };
    const pool = dialler.inwardPool(port);
    return { kind: 'forward', to: pool, add: [] };
  }
}
