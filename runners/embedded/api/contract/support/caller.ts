import { Agent, request as httpsRequest } from 'node:https';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../json.ts';

/** An answer as it came. */
export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Another bearer token than the administrator's. */
  readonly token?: string;
}

/** A Kubernetes API that requests are sent to, with nothing between the test and the wire. */
export class Caller {
  readonly #server: URL;
  readonly #token: string;
  readonly #agent: Agent;

  /** @param kubeconfig text with one cluster and one user that has a token */
  constructor(kubeconfig: string) {
    const config = parse(kubeconfig) as {
      readonly clusters: readonly { readonly cluster: JsonObject }[];
      readonly users: readonly { readonly user: JsonObject }[];
    };
    const cluster = config.clusters[0]?.cluster ?? {};
    const ca = cluster['certificate-authority-data'];
    this.#server = new URL(String(cluster['server']));
    this.#token = String(config.users[0]?.user['token']);
    this.#agent = new Agent({
      keepAlive: true,
      ...(typeof ca === 'string' ? { ca: Buffer.from(ca, 'base64') } : { rejectUnauthorized: false }),
    });
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(new URL(path, this.#server), {
        method,
        agent: this.#agent,
        headers: this.#headers(options),
      });
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            code: response.statusCode ?? 0,
            headers: response.headers,
            body: read(Buffer.concat(chunks).toString()),
          });
        });
        response.on('error', reject);
      });
      request.end(textOf(options.body));
    });
  }

  /** Reads a watch until `enough` says so; ends the connection then. */
  watch(
    path: string,
    enough: (events: readonly JsonObject[]) => boolean,
    options: CallOptions = {},
  ): Promise<readonly JsonObject[]> {
    return new Promise((resolve, reject) => {
      const events: JsonObject[] = [];
      const request = httpsRequest(new URL(path, this.#server), {
        agent: this.#agent,
        headers: this.#headers(options),
      });
      request.on('error', (error) => (events.length > 0 && enough(events) ? undefined : reject(error)));
      request.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
            const event = read(text.slice(0, end));
            text = text.slice(end + 1);
            if (isObject(event)) events.push(event);
            if (!enough(events)) continue;
            resolve(events);
            request.destroy();
            return;
          }
        });
        response.on('end', () => resolve(events));
        response.on('error', () => undefined);
      });
      request.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #headers(options: CallOptions): Record<string, string> {
    return {
      authorization: `Bearer ${options.token ?? this.#token}`,
      'user-agent': 'contract/1',
      accept: options.accept ?? 'application/json',
      // The length is said because Node sends the body of a DELETE without, otherwise.
      ...(options.body === undefined
        ? {}
        : {
            'content-type': options.contentType ?? 'application/json',
            'content-length': String(Buffer.byteLength(textOf(options.body))),
          }),
    };
  }
}

const textOf = (body: unknown): string =>
  body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
