import { createPublicKey, type KeyObject } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { podUri, serviceAccountUri } from '../identity/names.ts';
import { LineReader } from '../wire/lines.ts';
import type { Certificate, FromSidecar, Introduction } from '../wire/messages.ts';
import { object, text, texts, type Json } from '../objects/fields.ts';
import type { PodIdentity } from './token-review.ts';

const longestMessage = 64 * 1024;
const helloDeadlineMs = 10_000;

export interface SessionHandlers {
  readonly identify: (token: string) => Promise<PodIdentity | undefined>;
  readonly certify: (key: KeyObject, uris: readonly string[], pod: PodIdentity) => Certificate;
  /** The session has a certificate and may be told of things, the first time and after each renewal. */
  readonly onIdentified: (session: Session, certificate: Certificate) => void;
  readonly onInterest: (session: Session, addresses: readonly string[]) => void;
  readonly onClosed: (session: Session) => void;
  readonly onRefused: (reason: string) => void;
}

/** One side-car's connection to the control plane. It learns nothing before it has proven whose it is. */
export class Session {
  readonly addresses: Set<string> = new Set();
  readonly #socket: TLSSocket;
  readonly #handlers: SessionHandlers;
  #identities: readonly string[] = [];

  constructor(socket: TLSSocket, handlers: SessionHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    const deadline = setTimeout(() => this.#refuse('said nothing'), helloDeadlineMs);
    const lines = new LineReader(longestMessage, (line) => this.#receive(line, deadline));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 15_000);
    socket.on('data', (data: Buffer) => {
      try {
        lines.push(data);
      } catch (error) {
        this.#refuse(String(error));
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(deadline);
      handlers.onClosed(this);
    });
  }

  /** URIs that the pod has proven; none until then. */
  get identities(): readonly string[] {
    return this.#identities;
  }

  /** @param line JSON, with its line feed. */
  send(line: string): void {
    this.#socket.write(line);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(line: string, deadline: NodeJS.Timeout): void {
    const message = readMessage(JSON.parse(line) as unknown);
    if ('hello' in message) {
      this.#introduce(message.hello, deadline).catch((error: unknown) => this.#refuse(String(error)));
    } else if (this.#identities.length > 0) {
      this.#handlers.onInterest(this, message.watch.addresses);
    }
  }

  async #introduce(hello: Introduction, deadline: NodeJS.Timeout): Promise<void> {
    const pod = await this.#handlers.identify(hello.token);
    if (pod === undefined) return this.#refuse("showed a token that is no pod's token for this mesh");
    clearTimeout(deadline);
    const uris = [serviceAccountUri(pod.namespace, pod.serviceAccount), podUri(pod.namespace, pod.pod)];
    const changed = this.#identities.length > 0 && this.#identities.join() !== uris.join();
    if (changed) return this.#refuse('changed its identity');
    const key = createPublicKey({ key: Buffer.from(hello.publicKey, 'base64'), format: 'der', type: 'spki' });
    const certificate = this.#handlers.certify(key, uris, pod);
    this.#identities = uris;
    if (!this.#socket.destroyed) this.#handlers.onIdentified(this, certificate);
  }

  #refuse(reason: string): void {
    if (this.#socket.destroyed) return;
    this.#handlers.onRefused(`${this.#socket.remoteAddress ?? 'somebody'} ${reason}`);
    this.#socket.destroy();
  }
}

function readMessage(value: unknown): FromSidecar {
  const message: Json = object(value);
  const hello = object(message['hello']);
  const token = text(hello['token']);
  const publicKey = text(hello['publicKey']);
  if (token !== undefined && publicKey !== undefined) return { hello: { token, publicKey } };
  const addresses = texts(object(message['watch'])['addresses']);
  if (addresses.length > 0) return { watch: { addresses } };
  throw new TypeError('wanted a message with `hello` or `watch`, found something else');
}
