import { identified, list, object, stringMap, text, texts, whole, type Json } from './fields.ts';
import type { HttpRoute, HttpRouteGroup, PortRoute } from './model.ts';

/** Versions that have the fields of a route group at the root of the object, before `spec` came. */
const rootForm: ReadonlySet<string> = new Set(['v1alpha1', 'v1alpha2']);

export function readHttpRouteGroup(source: Json, version: string): HttpRouteGroup {
  const holder = rootForm.has(version) ? source : object(source['spec']);
  return {
    kind: 'HTTPRouteGroup',
    ...identified(source),
    routes: list(holder['matches']).map((match) => readRoute(match, version)),
  };
}

function readRoute(match: Json, version: string): HttpRoute {
  const path = text(match['pathRegex']);
  const methods = match['methods'] === undefined ? undefined : texts(match['methods']);
  const headers =
    version === 'v1alpha1' || match['headers'] === undefined ? undefined : readHeaders(match['headers']);
  return {
    name: text(match['name']) ?? '',
    ...(path === undefined ? {} : { path }),
    ...(methods === undefined ? {} : { methods }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** The documents write headers as a map, the SDK's CRDs take a list of one-key maps: both mean that all must match. */
function readHeaders(value: unknown): readonly (readonly [string, string])[] {
  const maps = Array.isArray(value) ? value : [value];
  return maps.flatMap((map) => Object.entries(stringMap(map)));
}

export function readTcpRoute(source: Json, version: string): PortRoute {
  return { kind: 'TCPRoute', ...identified(source), ports: readPorts(source, version) };
}

export function readUdpRoute(source: Json, version: string): PortRoute {
  return { kind: 'UDPRoute', ...identified(source), ports: readPorts(source, version) };
}

function readPorts(source: Json, version: string): PortRoute['ports'] {
  const ports = version === 'v1alpha4' ? portsOf(object(object(source['spec'])['matches'])['ports']) : [];
  return ports.length === 0 ? undefined : ports;
}

function portsOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.flatMap((port) => whole(port) ?? []) : [];
}
