import type { Client } from './context.ts';

/** One line of an access table: this client, this request, and what must become of it. */
export interface Row {
  readonly client: Client;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: 'reached' | 'denied';
}

/** `reached(clients.one, 'GET /metrics')`: the application answers. */
export function reached(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>> = {},
): Row {
  return row(client, request, headers, 'reached');
}

/** `denied(clients.two, 'GET /metrics')`: the application never sees the request. */
export function denied(client: Client, request: string, headers: Readonly<Record<string, string>> = {}): Row {
  return row(client, request, headers, 'denied');
}

export function describeRow({ client, method, path, headers }: Row): string {
  const with_ = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${client.name}${client.place === 'elsewhere' ? ' of the other namespace' : ''}: ${method} ${path}${with_.length > 0 ? ` (${with_.join(', ')})` : ''}`;
}

function row(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>>,
  expected: Row['expected'],
): Row {
  const [method, path, ...rest] = request.split(' ');
  if (method === undefined || path?.startsWith('/') !== true || rest.length > 0) {
    throw new TypeError(`Wanted a request such as "GET /metrics", got "${request}".`);
  }
  return { client, method, path, headers, expected };
}
