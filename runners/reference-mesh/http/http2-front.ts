import {
  constants,
  performServerHandshake,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Field } from '../../../fixtures/http1/index.ts';
import type { Channel } from '../../../fixtures/channel/channel.ts';
import { ChannelDuplex } from '../../../fixtures/channel/channel-duplex.ts';
import type { Http2Sessions } from './http2-sessions.ts';
import { answer, type Route, type RoutedHead, type Verdict } from './upstream.ts';

type Response = IncomingHttpHeaders & IncomingHttpStatusHeader;

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_FLAG_END_STREAM } = constants;

/** Serves a client that speaks HTTP/2 with prior knowledge, and speaks it onwards. `first` begins with the preface. */
export function serveHttp2(client: Channel, first: Buffer, route: Route, sessions: Http2Sessions): void {
  const session = performServerHandshake(new ChannelDuplex(client, first));
  session.on('error', () => undefined);
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    decide(route, headOf(headers))
      .then((verdict) => {
        if (!stream.destroyed) follow(stream, headers, verdict, sessions);
      })
      .catch(() => stream.close(NGHTTP2_INTERNAL_ERROR));
  });
}

async function decide(route: Route, head: RoutedHead): Promise<Verdict> {
  try {
    return await route(head);
  } catch (error) {
    return answer(503, String(error));
  }
}

function follow(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  verdict: Verdict,
  sessions: Http2Sessions,
): void {
  if (verdict.kind !== 'forward') {
    local(stream, verdict);
    return;
  }
  const { otherwise = answer(502, 'no answer from upstream') } = verdict;
  const outgoing: OutgoingHttpHeaders = { ...headers, ...Object.fromEntries(verdict.add) };
  const upstream = sessions.to(verdict.to).request(outgoing, { endStream: stream.endAfterHeaders });
  if (!stream.endAfterHeaders) stream.pipe(upstream);
  let trailers: IncomingHttpHeaders = {};
  upstream.on('response', (response, flags) => {
    if (!stream.destroyed)
      respond(stream, upstream, response, (flags & NGHTTP2_FLAG_END_STREAM) !== 0, () => trailers);
  });
  upstream.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
  upstream.on('error', () => fail(stream, otherwise));
  upstream.on('close', () => fail(stream, otherwise));
  stream.on('close', () => upstream.close(NGHTTP2_CANCEL));
}

function respond(
  stream: ServerHttp2Stream,
  upstream: ClientHttp2Stream,
  response: Response,
  bodiless: boolean,
  trailers: () => IncomingHttpHeaders,
): void {
  if (bodiless) {
    stream.respond({ ...response }, { endStream: true });
    return;
  }
  stream.respond({ ...response }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers() }));
  upstream.pipe(stream);
}

/** The upstream ended: an answer that has not begun is given here, one that has not ended is cut off. */
function fail(stream: ServerHttp2Stream, otherwise: Verdict): void {
  if (stream.destroyed || stream.writableEnded) return;
  if (stream.headersSent) stream.close(NGHTTP2_INTERNAL_ERROR);
  else local(stream, otherwise);
}

function local(stream: ServerHttp2Stream, verdict: Verdict): void {
  if (verdict.kind === 'drop' && verdict.how !== 'silence') stream.close(NGHTTP2_CANCEL);
  if (verdict.kind !== 'answer') return;
  stream.respond({ ':status': verdict.status, 'content-type': 'text/plain; charset=utf-8' });
  stream.end(verdict.body);
}

/** As a route sees it: the authority stands for Host. */
function headOf(headers: IncomingHttpHeaders): RoutedHead {
  const fields: Field[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const one of Array.isArray(value) ? value : [value]) fields.push([name, one]);
  }
  const authority = headers[':authority'];
  if (authority !== undefined && headers.host === undefined) fields.push(['host', authority]);
  return {
    method: headers[':method'] ?? 'GET',
    target: headers[':path'] ?? '/',
    version: '1.1',
    http2: true,
    headers: fields,
  };
}
