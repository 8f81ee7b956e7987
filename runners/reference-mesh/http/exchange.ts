import {
  chunkBytes,
  keepsAlive,
  lastChunkText,
  ResponseParser,
  type BodyFraming,
  type Field,
  type Http1Error,
  type RequestHead,
  type ResponseHead,
} from '../../../fixtures/http1/index.ts';
import { discard, type Channel } from '../../../fixtures/channel/channel.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { clientFraming, forwardedRequest, forwardedResponse } from './heads.ts';
import type { Upstream } from './upstream.ts';

/** How an exchange ended. */
export type ExchangeEnd =
  /** The answer is whole; `lasts`: the client's connection may be used again. */
  | { readonly kind: 'done'; readonly lasts: boolean }
  /** No answer has begun: another may be given. */
  | { readonly kind: 'failed'; readonly refused: boolean }
  /** The answer broke off after it had begun. */
  | { readonly kind: 'broken' };

export interface ExchangeOptions {
  readonly client: Channel;
  readonly head: RequestHead;
  readonly framing: BodyFraming;
  readonly to: ConnectionPool;
  readonly add: readonly Field[];
  readonly onEnd: (end: ExchangeEnd) => void;
  /** The connection is no longer HTTP: what follows on the client's side goes to `requestBody` as it is. */
  readonly onTunnel: () => void;
  readonly onDrain: () => void;
}

const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** One request on its way to an upstream, and the answer on its way back. */
export class Exchange {
  readonly #options: ExchangeOptions;
  #upstream: Upstream;
  #requestWhole = false;
  #answered = false;
  #anyByte = false;
  #over = false;
  #tunnel = false;
  #lasts: boolean;
  #toClient: BodyFraming['kind'] = 'none';
  #reusable = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#lasts = keepsAlive(options.head);
    this.#upstream = this.#dial();
  }

  /** False: wait for `onDrain`. */
  requestBody(data: Buffer): boolean {
    if (this.#over) return true;
    const chunk = !this.#tunnel && this.#options.framing.kind === 'chunked';
    return this.#upstream.channel.write(chunk ? chunkBytes(data) : data);
  }

  requestEnd(trailers: readonly Field[]): void {
    if (this.#over) return;
    if (this.#tunnel) this.#upstream.channel.end();
    else if (this.#options.framing.kind === 'chunked') this.#upstream.channel.write(lastChunkText(trailers));
    this.#requestWhole = true;
  }

  /** The client went away. */
  abandon(): void {
    this.#finish(undefined);
  }

  /** The client can take more. */
  clientDrained(): void {
    if (!this.#over) this.#upstream.channel.resume();
  }

  #dial(): Upstream {
    const { head, framing, add, to, onDrain, client } = this.#options;
    const parser = new ResponseParser({
      onInterim: (interim) => void client.write(forwardedResponse(interim, 'none', true)),
      onHead: (answer, ends) => this.#onHead(answer, ends),
      onBody: (data) => this.#onBody(data),
      onEnd: (trailers) => this.#onEnd(trailers),
      onError: (error) => this.#onError(error),
    });
    parser.expect(head.method);
    const upstream = to.take();
    const { channel } = upstream;
    channel.attach({
      onData: (data) => {
        this.#anyByte = true;
        parser.push(data);
      },
      onEnd: () => {
        parser.finish();
        this.#onClose(undefined);
      },
      onDrain,
      onClose: (error) => this.#onClose(error),
    });
    channel.write(forwardedRequest(head, framing, add));
    return upstream;
  }

  #onHead(head: ResponseHead, framing: BodyFraming): void {
    const { head: request, client, onTunnel } = this.#options;
    this.#answered = true;
    this.#reusable = keepsAlive(head) && framing.kind !== 'close' && framing.kind !== 'tunnel';
    this.#toClient = clientFraming(framing, request);
    // An answer that comes before the request is whole leaves the rest of it without a reader.
    if (!this.#requestWhole || this.#toClient === 'close' || this.#toClient === 'tunnel') this.#lasts = false;
    client.write(forwardedResponse(head, this.#toClient, this.#lasts || this.#toClient === 'tunnel'));
    if (framing.kind === 'tunnel') {
      this.#tunnel = true;
      onTunnel();
    }
  }

  #onBody(data: Buffer): void {
    const { client } = this.#options;
    if (!client.write(this.#toClient === 'chunked' ? chunkBytes(data) : data)) this.#upstream.channel.pause();
  }

  #onEnd(trailers: readonly Field[]): void {
    if (this.#toClient === 'chunked') this.#options.client.write(lastChunkText(trailers));
    this.#finish({ kind: 'done', lasts: this.#lasts }, this.#reusable && this.#requestWhole);
  }

  #onError(error: Http1Error): void {
    // `truncated` is told by the close as well, which knows whether another try is right.
    if (error.code !== 'truncated' || this.#anyByte)
      this.#finish(this.#answered ? { kind: 'broken' } : { kind: 'failed', refused: false });
  }

  #onClose(error: Error | undefined): void {
    if (this.#over) return;
    const { head, framing } = this.#options;
    const crossed =
      this.#upstream.used && !this.#anyByte && framing.kind === 'none' && repeatable.has(head.method);
    if (crossed) {
      this.#upstream.channel.attach(discard);
      this.#upstream.release(false);
      this.#upstream = this.#dial();
      return;
    }
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    this.#finish(this.#answered ? { kind: 'broken' } : { kind: 'failed', refused: code === 'ECONNREFUSED' });
  }

  #finish(end: ExchangeEnd | undefined, reusable = false): void {
    if (this.#over) return;
    this.#over = true;
    this.#upstream.channel.attach(discard);
    this.#upstream.release(reusable);
    if (end !== undefined) this.#options.onEnd(end);
  }
}
