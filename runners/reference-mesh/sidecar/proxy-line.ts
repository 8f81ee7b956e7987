/** Where an application wanted to go, in its own words: the address that it dialled. */
export interface OriginalDestination {
  readonly address: string;
  readonly port: number;
}

/** The longest line of the PROXY protocol, version 1, its line end included. */
const longest = 107;
const shape = /^PROXY (TCP4|UDP4) \S+ ([0-9.]{7,15}) [0-9]{1,5} ([0-9]{1,5})$/;

/**
 * Reads the line of the PROXY protocol (version 1) that stands before a connection's first byte. Undefined: more bytes
 * are needed. Throws on anything else. That protocol has no datagrams: each of those begins with a line of the same shape,
 * of a family of our own.
 */
export function readProxyLine(
  data: Buffer,
  family: 'TCP4' | 'UDP4' = 'TCP4',
): { readonly to: OriginalDestination; readonly length: number } | undefined {
  const end = data.indexOf('\r\n');
  if (end < 0) {
    if (data.length >= longest) throw badLine(data);
    return undefined;
  }
  const parts = shape.exec(data.toString('latin1', 0, end));
  const port = Number(parts?.[3]);
  if (parts?.[2] === undefined || parts[1] !== family || port > 65535) throw badLine(data);
  return { to: { address: parts[2], port }, length: end + 2 };
}

function badLine(data: Buffer): Error {
  return new Error(`wanted a PROXY line, found ${JSON.stringify(data.toString('latin1', 0, 60))}`);
}
