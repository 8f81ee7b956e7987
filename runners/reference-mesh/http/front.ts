import {
  RequestParser,
  keepsAlive,
  type BodyFraming,
  type Field,
  type RequestHead,
} from '../../../fixtures/http1/index.ts';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';
import { Exchange, type ExchangeEnd } from './exchange.ts';
import { localResponse } from './heads.ts';
import { answer, type Route, type Verdict } from './upstream.ts';

/** Reads the requests of one client, one after the other, and sends each where `route` says. */
export class HttpFront {
  readonly #client: Channel;
  readonly #route: Route;
  readonly #parser: RequestParser;
  #exchange: Exchange | undefined;
  /** A request is being read, or its answer is not whole. */
  #busy = false;
  #requestRead = false;
  #clientEnded = false;
  #tunnel = false;
  #over = false;

  constructor(client: Channel, route: Route) {
    this.#client = client;
    this.#route = route;
    this.#parser = new RequestParser({
      onHead: (head, framing) => this.#onHead(head, framing),
      onBody: (data) => {
        if (this.#exchange?.requestBody(data) === false) client.pause();
      },
      onEnd: (trailers) => this.#onEnd(trailers),
      onError: (error) =>
        this.#local(
          { kind: 'answer', status: error.status, reason: 'Bad Request', body: `${error.code}\n` },
          false,
        ),
    });
    client.attach({
      onData: (data) => this.#onData(data),
      onEnd: () => this.#onClientEnd(),
      onDrain: () => this.#exchange?.clientDrained(),
      onClose: () => this.#abandon(),
    });
  }

  /** For bytes that arrived before the front was there. */
  push(data: Buffer): void {
    this.#onData(data);
  }

  #onData(data: Buffer): void {
    this.#parser.push(data);
    // What follows a request before its answer is held by the parser: one piece of it is enough.
    if (this.#busy && !this.#tunnel && this.#requestRead) this.#client.pause();
  }

  #onHead(head: RequestHead, framing: BodyFraming): void {
    if (this.#over) return;
    this.#busy = true;
    this.#requestRead = false;
    const verdict = this.#decide(head);
    if (!(verdict instanceof Promise)) {
      this.#start(head, framing, verdict);
      return;
    }
    this.#parser.pause();
    this.#client.pause();
    void verdict
      .catch((error: unknown) => answer(503, String(error)))
      .then((decided) => {
        if (this.#over) return;
        this.#start(head, framing, decided);
        this.#parser.resume();
        this.#client.resume();
      });
  }

  #decide(head: RequestHead): Verdict | Promise<Verdict> {
    try {
      return this.#route(head);
    } catch (error) {
      return answer(503, String(error));
    }
  }

  #start(head: RequestHead, framing: BodyFraming, verdict: Verdict): void {
    if (verdict.kind !== 'forward') {
      this.#local(verdict, keepsAlive(head) && framing.kind === 'none', head.method);
      return;
    }
    const { otherwise } = verdict;
    try {
      this.#exchange = new Exchange({
        client: this.#client,
        head,
        framing,
        to: verdict.to,
        add: verdict.add,
        onEnd: (end) => this.#onExchangeEnd(end, head, otherwise),
        onTunnel: () => this.#onTunnel(),
        onDrain: () => this.#client.resume(),
      });
    } catch (error) {
      this.#local(answer(503, String(error)), false, head.method);
    }
  }

  #onTunnel(): void {
    this.#tunnel = true;
    this.#parser.tunnel();
    this.#parser.resume();
    this.#client.resume();
  }

  #onEnd(trailers: readonly Field[]): void {
    this.#exchange?.requestEnd(trailers);
    this.#requestRead = true;
    if (this.#busy && !this.#tunnel) this.#parser.pause();
  }

  #onExchangeEnd(end: ExchangeEnd, head: RequestHead, otherwise: Verdict | undefined): void {
    this.#exchange = undefined;
    if (end.kind === 'broken') this.#close(true);
    else if (end.kind === 'done') this.#next(end.lasts);
    else
      this.#local(
        otherwise ?? answer(end.refused ? 503 : 502, 'no answer from upstream'),
        this.#requestRead && keepsAlive(head),
        head.method,
      );
  }

  #local(verdict: Verdict, lasts: boolean, method = 'GET'): void {
    if (this.#over || verdict.kind === 'forward') return;
    if (verdict.kind === 'drop') {
      if (verdict.how !== 'silence') this.#close(verdict.how === 'reset');
      return;
    }
    this.#client.write(localResponse(verdict.status, verdict.reason, verdict.body, lasts));
    if (method !== 'HEAD') this.#client.write(verdict.body);
    this.#next(lasts);
  }

  #next(lasts: boolean): void {
    this.#busy = false;
    if (lasts) {
      // May begin the next request, which has arrived already.
      this.#parser.resume();
      this.#client.resume();
    }
    if (!lasts || (this.#clientEnded && this.#isIdle())) this.#close(false);
  }

  #isIdle(): boolean {
    return !this.#busy;
  }

  /** The client sends no more; what it has sent is still answered. */
  #onClientEnd(): void {
    this.#clientEnded = true;
    this.#parser.finish();
    if (!this.#busy) this.#close(false);
  }

  #abandon(): void {
    this.#over = true;
    this.#exchange?.abandon();
    this.#exchange = undefined;
  }

  #close(broken: boolean): void {
    if (this.#over) return;
    this.#abandon();
    this.#client.attach(discard);
    // What the client still sends is read and dropped, so that it sees the answer and not a reset.
    this.#client.resume();
    if (broken) this.#client.reset();
    else if (this.#parser.idle) this.#client.finish();
    else this.#client.end();
  }
}
