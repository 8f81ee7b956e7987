import type { ConnectionUse, ProbeProtocol } from '../../fixtures/agent/protocol.ts';
import type { Client } from './offers/calls.ts';

/** One line of an access table: this client, this request, and what must become of it. */
export interface Row {
  readonly client: Client;
  readonly protocol: ProbeProtocol;
  /** Port of the Service; the one that it is called at unless given. */
  readonly port?: number;
  /** Host name template, or an address; the usual form unless given. */
  readonly host?: string;
  /** A fresh connection for each request unless given. */
  readonly connection?: ConnectionUse;
  /** Method and path are HTTP's; elsewhere they say nothing. */
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `open`: the specification does not say, so it is looked at and not judged. */
  readonly expected: 'reached' | 'denied' | 'open';
}

/** How a request travels, where it is not a fresh HTTP/1.1 connection to the port that the service is called at. */
export interface Manner {
  readonly protocol?: ProbeProtocol;
  readonly port?: number;
  readonly host?: string;
  readonly connection?: ConnectionUse;
}

/** What was seen of an open row. */
export interface Seen {
  readonly row: Row;
  /** `sometimes`: some requests of one batch and not others, or not twice the same. */
  readonly fate: 'reached' | 'denied' | 'sometimes';
  /** How the requests ended that no application answered, in words: `status 403`, `reset`; most first. */
  readonly refusals: readonly string[];
}

/** `reached(clients.one, 'GET /metrics')`, `reached(clients.one, 'TCP 8301')`: the application answers. */
export function reached(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>> = {},
  manner: Manner = {},
): Row {
  return row(client, request, headers, manner, 'reached');
}

/** `denied(clients.two, 'GET /metrics')`: the application never sees the request. */
export function denied(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>> = {},
  manner: Manner = {},
): Row {
  return row(client, request, headers, manner, 'denied');
}

/** `asked(clients.two, 'GET /metrics')`: whatever becomes of it is only looked at. */
export function asked(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>> = {},
  manner: Manner = {},
): Row {
  return row(client, request, headers, manner, 'open');
}

export function describeRow({ client, protocol, port, host, method, path, headers }: Row): string {
  const with_ = Object.entries(headers).map(([name, value]) => `${name}: ${shortened(value)}`);
  const over = protocol === 'http1' || isStream(protocol) ? '' : ` over ${protocol}`;
  const what = isStream(protocol) ? protocol.toUpperCase() : `${method} ${shortened(path)}${over}`;
  return `${client.name}${client.place === 'elsewhere' ? ' of the other namespace' : ''}: ${what}${
    port === undefined ? '' : `${isStream(protocol) ? '' : ' at port'} ${port}`
  }${host === undefined ? '' : ` by ${host}`}${with_.length > 0 ? ` (${with_.join(', ')})` : ''}`;
}

/** So that a long path or header is still one line of a report. */
function shortened(path: string): string {
  return path.length <= 80 ? path : `${path.slice(0, 30)}…${path.slice(-15)} (${path.length} characters)`;
}

function isStream(protocol: ProbeProtocol): boolean {
  return protocol === 'tcp' || protocol === 'tcp-server-first' || protocol === 'udp';
}

const streams: Readonly<Record<string, ProbeProtocol>> = {
  TCP: 'tcp',
  'TCP-SERVER-FIRST': 'tcp-server-first',
  UDP: 'udp',
};

function row(
  client: Client,
  request: string,
  headers: Readonly<Record<string, string>>,
  manner: Manner,
  expected: Row['expected'],
): Row {
  const [first = '', second = '', ...rest] = request.split(' ');
  const stream = streams[first];
  if (stream !== undefined && /^\d+$/.test(second) && rest.length === 0) {
    return {
      client,
      ...manner,
      protocol: stream,
      port: Number(second),
      method: 'GET',
      path: '/',
      headers,
      expected,
    };
  }
  if (first === '' || !second.startsWith('/') || rest.length > 0) {
    throw new TypeError(`Wanted a request such as "GET /metrics" or "TCP 8301", got "${request}".`);
  }
  return { client, protocol: 'http1', ...manner, method: first, path: second, headers, expected };
}
