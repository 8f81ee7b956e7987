import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { ProgramContext } from '../../../fixtures/agent/program.ts';
import { isAborted, pause } from '../wire/abort.ts';
import { hurry } from '../wire/hurry.ts';
import { LineReader } from '../wire/lines.ts';
import { controllerPort, type FromController, type FromSidecar } from '../wire/messages.ts';
import { credentials, type Credentials } from './credentials.ts';

const longestMessage = 64 * 1024 * 1024;
const firstPauseMs = 50;
const longestPauseMs = 2_000;
const defaultController = 'controller.smi-reference.svc.cluster.local';

export interface ControlListener {
  readonly onCredentials: (credentials: Credentials) => void;
  readonly onMessage: (message: FromController) => void;
  /** Addresses to ask for again after the connection was lost. */
  readonly addresses: () => readonly string[];
  readonly onTrouble: (error: Error) => void;
}

/** The connection to the control plane, made again whenever it is lost. */
export class ControlClient {
  readonly #context: ProgramContext;
  readonly #listener: ControlListener;
  #socket: TLSSocket | undefined;
  #identified = false;
  #key = '';
  #renewal: NodeJS.Timeout | undefined;

  constructor(context: ProgramContext, listener: ControlListener) {
    this.#context = context;
    this.#listener = listener;
  }

  /** Stays connected until the context's signal is aborted. */
  async run(): Promise<void> {
    const { signal } = this.#context;
    let pauseMs = firstPauseMs;
    while (!isAborted(signal)) {
      try {
        await this.#session(() => (pauseMs = firstPauseMs));
      } catch (error) {
        if (!isAborted(signal)) this.#listener.onTrouble(error as Error);
      }
      this.#identified = false;
      clearTimeout(this.#renewal);
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  /** Asks to be told of addresses; kept for later while the control plane is away. */
  watch(addresses: readonly string[]): void {
    if (this.#identified && addresses.length > 0) this.#send({ watch: { addresses } });
  }

  async #session(onIdentified: () => void): Promise<void> {
    const context = this.#context;
    const { env, network, signal } = context;
    const name = env['SMI_CONTROLLER'] ?? defaultController;
    const root = await context.readFile(env['SMI_ROOT'] ?? '/smi-reference/root/root.pem');
    const host = await network.lookup(name);
    const socket = connect({
      host,
      port: controllerPort,
      ca: root,
      servername: name,
      minVersion: 'TLSv1.3',
      ...(network.source === undefined ? {} : { localAddress: network.source }),
    });
    this.#socket = socket;
    hurry(socket, 'the control plane', (error) => socket.destroy(error));
    const stop = (): void => void socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    const lines = new LineReader(longestMessage, (line) =>
      this.#receive(JSON.parse(line) as FromController, onIdentified),
    );
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 15_000);
    socket.on('data', (data: Buffer) => {
      try {
        lines.push(data);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    const closed = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
    try {
      await Promise.race([once(socket, 'secureConnect'), closed]);
      if (!socket.destroyed) await this.#introduce();
      await closed;
    } finally {
      signal.removeEventListener('abort', stop);
      socket.destroy();
    }
  }

  /** A new key each time: what is certified for a while is used for that while. */
  async #introduce(): Promise<void> {
    const file = this.#context.env['SMI_TOKEN'] ?? '/smi-reference/token/token';
    const token = (await this.#context.readFile(file)).trim();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.#send({
      hello: { token, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') },
    });
  }

  #receive(message: FromController, onIdentified: () => void): void {
    const { certificate } = message;
    if (certificate !== undefined) {
      this.#listener.onCredentials(credentials(this.#key, certificate.chain, certificate.root));
      this.#renewLater(certificate.renewAt);
    }
    this.#listener.onMessage(message);
    if (certificate === undefined || this.#identified) return;
    this.#identified = true;
    onIdentified();
    this.watch(this.#listener.addresses());
  }

  #renewLater(at: number): void {
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(
      () => void this.#introduce().catch((error: unknown) => this.#socket?.destroy(error as Error)),
      Math.max(at - Date.now(), 1_000),
    );
    this.#renewal.unref();
  }

  #send(message: FromSidecar): void {
    this.#socket?.write(`${JSON.stringify(message)}\n`);
  }
}
