import type { Channel } from '../../../fixtures/channel/channel.ts';
import { HttpFront } from './front.ts';
import { serveHttp2 } from './http2-front.ts';
import type { Http2Sessions } from './http2-sessions.ts';
import type { Route } from './upstream.ts';

/** What only an HTTP/2 connection begins with (RFC 9113, section 3.4); no method of HTTP/1 is called PRI. */
const preface = Buffer.from('PRI ', 'latin1');

/** Serves a client in the version of HTTP that it speaks, told by its first bytes. @param first what has arrived already */
export function serveHttp(client: Channel, route: Route, sessions: Http2Sessions, first?: Buffer): void {
  const version = first === undefined ? undefined : versionOf(first);
  if (first !== undefined && version === 2) serveHttp2(client, first, route, sessions);
  else if (first !== undefined && version === 1) new HttpFront(client, route).push(first);
  else {
    client.attach({
      onData: (data) =>
        serveHttp(client, route, sessions, first === undefined ? data : Buffer.concat([first, data])),
      onEnd: () => client.finish(),
      onDrain: () => undefined,
      onClose: () => undefined,
    });
  }
}

/** Undefined: too early to tell. */
function versionOf(bytes: Buffer): 1 | 2 | undefined {
  if (bytes.length >= preface.length) return preface.compare(bytes, 0, preface.length) === 0 ? 2 : 1;
  return bytes.equals(preface.subarray(0, bytes.length)) ? undefined : 1;
}
