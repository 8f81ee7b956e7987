/** What the application speaks on each of its ports. */
export type ApplicationPorts = ReadonlyMap<number, 'http' | 'tcp'>;

/** Reads SIDECAR_PORTS, for instance `http:8080,8081;tcp:7070`. */
export function readPorts(text: string): ApplicationPorts {
  const ports = new Map<number, 'http' | 'tcp'>();
  for (const part of text.split(';')) {
    const [protocol, numbers] = part.trim().split(':');
    if (numbers === undefined || (protocol !== 'http' && protocol !== 'tcp')) throw badPorts(part);
    for (const digits of numbers.split(',')) {
      const port = Number(digits.trim());
      if (!Number.isInteger(port) || port < 1 || port > 65535) throw badPorts(part);
      ports.set(port, protocol);
    }
  }
  return ports;
}

function badPorts(found: string): Error {
  return new Error(`wanted SIDECAR_PORTS such as "http:8080,8081;tcp:7070", found ${JSON.stringify(found)}`);
}
