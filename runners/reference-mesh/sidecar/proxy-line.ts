/** Where an application wanted to go, in its own words: the address that it dialled. */
export interface OriginalDestination {
  readonly address: string;
  readonly port: number;
}

/** The longest line of the PROXY protocol, version 1, its line end included. */
const longest = 107;
const shape = /^PROXY TCP4 \S+ ([0-9.]{7,15}) [0-9]{1,5} ([0-9]{1,5})$/;

/**
 * Reads the line of the PROXY protocol (version 1) that stands before a connection's first byte. Undefined: more bytes
 * are needed. Throws on anything else.
 */
export function readProxyLine(
  data: Buffer,
): { readonly to: OriginalDestination; readonly length: number } | undefined {
  const end = data.indexOf('\r\n');
  if (end < 0) {
    if (data.length >= longest) throw badLine(data);
    return undefined;
  }
  const parts = shape.exec(data.toString('latin1', 0, end));
  const port = Number(parts?.[2]);
  if (parts?.[1] === undefined || port > 65535) throw badLine(data);
  return { to: { address: parts[1], port }, length: end + 2 };
}

function badLine(data: Buffer): Error {
  return new Error(`wanted a PROXY line, found ${JSON.stringify(data.toString('latin1', 0, 60))}`);
}
