import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { ProgramContext } from '../../../fixtures/agent/program.ts';
import { hurry } from '../wire/hurry.ts';
import { LineReader } from '../wire/lines.ts';
import type { Json } from '../objects/fields.ts';

const secrets = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenLifeMs = 60_000;
const longestObject = 16 * 1024 * 1024;

/** An answer of the API server that is not 2xx. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code = 'api-error' as const;
  readonly status: number;
  constructor(status: number, what: string, body: string) {
    super(`${what} was answered ${status}: ${body.slice(0, 300).trim()}`);
    this.status = status;
  }
}

/** The Kubernetes API from inside a pod: JSON requests and watches over kept-alive HTTPS connections, nothing else. */
export class ApiClient {
  readonly #context: ProgramContext;
  readonly #agent: Agent;
  readonly #options: RequestOptions;
  #token = '';
  #tokenReadAt = -Infinity;

  private constructor(context: ProgramContext, options: RequestOptions) {
    this.#context = context;
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 64 });
    context.signal.addEventListener('abort', () => this.#agent.destroy(), { once: true });
  }

  static async inCluster(context: ProgramContext): Promise<ApiClient> {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = context.env;
    if (host === undefined) {
      throw new Error(
        'wanted KUBERNETES_SERVICE_HOST in the environment, found none: this program runs in a pod of a cluster',
      );
    }
    const ca = await context.readFile(`${secrets}/ca.crt`);
    const source = context.network.source;
    return new ApiClient(context, {
      host,
      port: Number(port ?? '443'),
      ca,
      ...(source === undefined ? {} : { localAddress: source }),
    });
  }

  async get(path: string): Promise<Json> {
    return this.#json('GET', path, undefined);
  }

  async create(path: string, body: Json): Promise<Json> {
    return this.#json('POST', path, body);
  }

  async replace(path: string, body: Json): Promise<Json> {
    return this.#json('PUT', path, body);
  }

  /** Calls back for each event until the server ends the stream (resolves) or it breaks (rejects). */
  async watch(path: string, onEvent: (event: Json) => void, signal: AbortSignal): Promise<void> {
    const response = await this.#send('GET', path, undefined, signal);
    await new Promise<void>((resolve, reject) => {
      const lines = new LineReader(longestObject, (line) => onEvent(JSON.parse(line) as Json));
      response.on('data', (chunk: Buffer) => {
        try {
          lines.push(chunk);
        } catch (error) {
          response.destroy(error as Error);
        }
      });
      response.on('end', resolve);
      response.on('error', reject);
      response.on('close', () => reject(new Error(`the watch of ${path} was cut off`)));
    });
  }

  async #json(method: string, path: string, body: Json | undefined): Promise<Json> {
    const response = await this.#send(method, path, body, this.#context.signal);
    return JSON.parse(await textOf(response)) as Json;
  }

  async #send(
    method: string,
    path: string,
    body: Json | undefined,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const token = await this.#bearer();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers: Record<string, string> = {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
      };
      if (text !== undefined) headers['content-type'] = 'application/json';
      const outgoing = request(
        { ...this.#options, agent: this.#agent, method, path, headers, signal },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.on('socket', (socket) => hurry(socket, 'the API server', (error) => outgoing.destroy(error)));
      outgoing.setNoDelay(true);
      outgoing.end(text);
    });
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw new ApiError(status, `${method} ${path}`, await textOf(response));
    return response;
  }

  /** Kubernetes renews the token's file while the program runs. */
  async #bearer(): Promise<string> {
    const now = performance.now();
    if (now - this.#tokenReadAt > tokenLifeMs) {
      this.#token = (await this.#context.readFile(`${secrets}/token`)).trim();
      this.#tokenReadAt = now;
    }
    return this.#token;
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
