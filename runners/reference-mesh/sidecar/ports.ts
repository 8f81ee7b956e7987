/** What the application speaks on each of its ports. One number may be given to connections and to datagrams. */
export interface ApplicationPorts {
  readonly connections: ReadonlyMap<number, 'http' | 'tcp'>;
  readonly datagrams: ReadonlySet<number>;
}

/** Reads SIDECAR_PORTS, for instance `http:8080,8081;tcp:7070;udp:7070`. */
export function readPorts(text: string): ApplicationPorts {
  const connections = new Map<number, 'http' | 'tcp'>();
  const datagrams = new Set<number>();
  for (const part of text.split(';')) {
    const [protocol, numbers] = part.trim().split(':');
    if (numbers === undefined) throw badPorts(part);
    for (const digits of numbers.split(',')) {
      const port = Number(digits.trim());
      if (!Number.isInteger(port) || port < 1 || port > 65535) throw badPorts(part);
      if (protocol === 'udp') datagrams.add(port);
      else if (protocol === 'http' || protocol === 'tcp') connections.set(port, protocol);
      else throw badPorts(part);
    }
  }
  return { connections, datagrams };
}

function badPorts(found: string): Error {
  return new Error(
    `wanted SIDECAR_PORTS such as "http:8080,8081;tcp:7070;udp:7070", found ${JSON.stringify(found)}`,
  );
}
