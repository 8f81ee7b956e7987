import type { ServiceRoute } from './routes.ts';

/** Holds the port of a route that has endpoints, and carries what comes to one of them. */
export interface RouteListener {
  /** Takes the same route with other endpoints; what is under way stays with its endpoint. */
  update(route: ServiceRoute): void;
  /** Gives up the port; connections that are open stay open. */
  close(): void;
}

export interface RouteListenerOptions {
  readonly random: () => number;
  /** The port cannot be had, for instance because it is below 1024 and takes root. */
  readonly onUnlistenable: (route: ServiceRoute, cause: Error) => void;
}
