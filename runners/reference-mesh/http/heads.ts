import {
  endToEnd,
  field,
  fieldTokens,
  requestHeadText,
  responseHeadText,
  type BodyFraming,
  type Field,
  type RequestHead,
  type ResponseHead,
} from '../../../fixtures/http1/index.ts';

const chunked: Field = ['transfer-encoding', 'chunked'];
const close: Field = ['connection', 'close'];

/** The head of a request as the next hop gets it. Always HTTP/1.1: the connection is ours, not the client's. */
export function forwardedRequest(head: RequestHead, framing: BodyFraming, add: readonly Field[]): string {
  let headers = endToEnd(head.headers);
  if (add.length > 0) {
    const names = new Set(add.map(([name]) => name));
    headers = headers.filter(([name]) => !names.has(name.toLowerCase()));
    headers.push(...add);
  }
  if (framing.kind === 'chunked') headers.push(chunked);
  // HTTP/1.0 may go without Host, HTTP/1.1 may not.
  if (head.version === '1.0' && field(headers, 'host') === undefined) headers.push(['host', '']);
  headers.push(...upgradeOf(head.headers));
  return requestHeadText({ method: head.method, target: head.target, version: '1.1', headers });
}

/** How a body of unknown length reaches the client. */
export function clientFraming(framing: BodyFraming, client: RequestHead): BodyFraming['kind'] {
  if (framing.kind !== 'chunked' && framing.kind !== 'close') return framing.kind;
  return client.version === '1.1' ? 'chunked' : 'close';
}

export function forwardedResponse(head: ResponseHead, framing: BodyFraming['kind'], lasts: boolean): string {
  const headers = endToEnd(head.headers);
  if (framing === 'chunked') headers.push(chunked);
  if (head.status === 101) headers.push(...upgradeOf(head.headers));
  else if (!lasts) headers.push(close);
  return responseHeadText({ version: '1.1', status: head.status, reason: head.reason, headers });
}

export function localResponse(status: number, reason: string, body: string, lasts: boolean): string {
  const headers: Field[] = [
    ['content-type', 'text/plain; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(body, 'latin1'))],
  ];
  if (!lasts) headers.push(close);
  return responseHeadText({ version: '1.1', status, reason, headers });
}

/** A change of protocol is asked for hop by hop: it is passed on as it was asked. */
function upgradeOf(headers: readonly Field[]): readonly Field[] {
  const upgrade = field(headers, 'upgrade');
  if (upgrade === undefined || !fieldTokens(headers, 'connection').includes('upgrade')) return [];
  return [
    ['connection', 'upgrade'],
    ['upgrade', upgrade],
  ];
}
