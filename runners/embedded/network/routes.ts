import type { NameChange } from './names.ts';

export interface RouteEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Where connections to a port of a cluster IP go. Without endpoints the port is closed. */
export interface ServiceRoute {
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly endpoints: readonly RouteEndpoint[];
}

export interface NetworkChange {
  readonly names: readonly NameChange[];
  readonly routes: readonly ServiceRoute[];
}

export function routeKey(route: ServiceRoute): string {
  return `${route.protocol} ${route.address}:${route.port}`;
}
