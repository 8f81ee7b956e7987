import type { NameChange } from './names.ts';

export interface RouteEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Where what is sent to a port of a cluster IP goes. Without endpoints the port is closed. */
export interface ServiceRoute {
  /** `namespace/name` of the Service. */
  readonly service: string;
  readonly address: string;
  readonly port: number;
  /** `TCP` or `UDP`; others are not carried. */
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

/** One of the endpoints, each as likely as the others. */
export function anyEndpoint(route: ServiceRoute, random: () => number): RouteEndpoint | undefined {
  return route.endpoints[Math.floor(random() * route.endpoints.length)];
}
