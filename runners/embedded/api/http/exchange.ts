import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../auth/users.ts';
import { badRequest, tooLarge, unsupportedMediaType, type Status } from '../status/error.ts';
import { decodeProtobuf, protobufType } from '../protobuf/decode.ts';
import type { Body } from './body.ts';
import { duplicateFields } from './duplicates.ts';
import { parseYaml } from './yaml.ts';

const bodyLimit = 3 * 1024 * 1024;

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whom the request is answered as. */
  user: User;
  readonly #warnings: string[] = [];

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
    user: User,
  ) {
    this.request = request;
    this.response = response;
    this.path = path;
    this.query = query;
    this.user = user;
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  get accept(): string {
    return this.request.headers.accept ?? '';
  }

  get contentType(): string {
    return (this.request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  }

  /** The name that written fields are owned under: `fieldManager`, or else the program's name. */
  get manager(): string {
    const given = this.query.get('fieldManager') ?? '';
    return given === ''
      ? ((this.request.headers['user-agent'] ?? '').split('/')[0]?.slice(0, 128) ?? '')
      : given;
  }

  warn(messages: readonly string[]): void {
    this.#warnings.push(...messages);
  }

  /** The body as an object; undefined when there is none. */
  async body(): Promise<Body | undefined> {
    const bytes = await readBytes(this.request);
    if (this.contentType === protobufType) return { value: decodeProtobuf(bytes), findings: () => [] };
    const text = bytes.toString();
    if (text.trim() === '') return undefined;
    if (this.contentType === 'application/yaml' || this.contentType === 'application/apply-patch+yaml')
      return parseYaml(text);
    if (this.contentType !== '' && !this.contentType.endsWith('json')) {
      throw unsupportedMediaType(['application/json', 'application/yaml']);
    }
    return { value: parseJson(text), findings: () => duplicateFields(text) };
  }

  json(code: number, text: string, contentType = 'application/json'): void {
    const headers: Record<string, string | number | string[]> = {
      'Cache-Control': 'no-cache, private',
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(text),
    };
    if (this.#warnings.length > 0) {
      headers['Warning'] = this.#warnings.map((warning) => `299 - ${JSON.stringify(warning)}`);
    }
    this.response.writeHead(code, headers);
    this.response.end(text);
  }

  send(code: number, value: object): void {
    this.json(code, JSON.stringify(value));
  }

  sendStatus(status: Status): void {
    this.send(status.code, status);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > bodyLimit) reject(tooLarge(`Request entity too large: limit is ${bodyLimit}`));
      else resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
  });
}
