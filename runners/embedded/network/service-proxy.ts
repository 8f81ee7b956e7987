import type { Socket } from 'node:net';
import type { RouteListener, RouteListenerOptions } from './route-listener.ts';
import { routeKey, type ServiceRoute } from './routes.ts';
import { TcpListener } from './tcp-listener.ts';
import { UdpListener } from './udp-listener.ts';

/**
 * Carries traffic from cluster IPs to pods, as kube-proxy does: a connection goes to one ready endpoint by chance, a
 * Service without any refuses, and connections that are open stay open when the Service changes or goes.
 */
export class ServiceProxy {
  readonly #options: RouteListenerOptions;
  readonly #listeners = new Map<string, RouteListener>();
  readonly #connections = new Set<Socket>();

  constructor(options: RouteListenerOptions) {
    this.#options = options;
  }

  apply(route: ServiceRoute): void {
    const key = routeKey(route);
    const listener = this.#listeners.get(key);
    if (route.endpoints.length === 0) {
      this.#listeners.delete(key);
      listener?.close();
    } else if (listener === undefined) {
      this.#listen(key, route);
    } else {
      listener.update(route);
    }
  }

  close(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
    for (const socket of this.#connections) socket.destroy();
  }

  #listen(key: string, route: ServiceRoute): void {
    if (route.protocol === 'TCP') {
      this.#listeners.set(key, new TcpListener(route, this.#connections, this.#options));
    } else if (route.protocol === 'UDP') {
      this.#listeners.set(key, new UdpListener(route, this.#options));
    }
  }
}
