import net from 'node:net';
import { routeKey, type RouteEndpoint, type ServiceRoute } from './routes.ts';

interface Listener {
  route: ServiceRoute;
  readonly server: net.Server;
}

export interface ServiceProxyOptions {
  readonly random: () => number;
  readonly onTrouble: (message: string, cause: unknown) => void;
}

/**
 * Carries TCP connections from cluster IPs to pods, as kube-proxy does: each goes to one ready endpoint at random, a
 * Service without any refuses, and connections that are open stay open when the Service changes or goes.
 */
export class ServiceProxy {
  readonly #options: ServiceProxyOptions;
  readonly #listeners = new Map<string, Listener>();
  readonly #connections = new Set<net.Socket>();

  constructor(options: ServiceProxyOptions) {
    this.#options = options;
  }

  apply(route: ServiceRoute): void {
    if (route.protocol !== 'TCP') return;
    const key = routeKey(route);
    const listener = this.#listeners.get(key);
    if (route.endpoints.length === 0) {
      this.#listeners.delete(key);
      listener?.server.close();
    } else if (listener === undefined) {
      this.#listen(key, route);
    } else {
      listener.route = route;
    }
  }

  close(): void {
    for (const { server } of this.#listeners.values()) server.close();
    this.#listeners.clear();
    for (const socket of this.#connections) socket.destroy();
  }

  #listen(key: string, route: ServiceRoute): void {
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    const listener: Listener = { route, server };
    this.#listeners.set(key, listener);
    server.on('connection', (client) => this.#carry(client, listener));
    server.on('error', (error) => {
      if (this.#listeners.get(key) === listener) this.#listeners.delete(key);
      this.#options.onTrouble(
        `The service proxy cannot listen on ${route.address}:${route.port}; ports below 1024 may need root.`,
        error,
      );
    });
    // A route may be gone before its address is bound, and closing a server then does not stop it from listening.
    server.on('listening', () => {
      if (this.#listeners.get(key) !== listener) server.close();
    });
    server.listen({ host: route.address, port: route.port, backlog: 4_096 });
  }

  #carry(client: net.Socket, listener: Listener): void {
    const { endpoints } = listener.route;
    const endpoint = endpoints[Math.floor(this.#options.random() * endpoints.length)];
    if (endpoint === undefined) {
      client.resetAndDestroy();
      return;
    }
    join(client, this.#dial(endpoint), this.#connections);
  }

  #dial({ host, port }: RouteEndpoint): net.Socket {
    return net.connect({ host, port, allowHalfOpen: true, noDelay: true });
  }
}

/** Pipes both ways, half-closes included; when one side breaks, the other is reset. */
function join(client: net.Socket, pod: net.Socket, open: Set<net.Socket>): void {
  for (const [from, to] of [
    [client, pod],
    [pod, client],
  ] as const) {
    open.add(from);
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      open.delete(from);
      if (!from.readableEnded) to.destroy();
    });
    from.pipe(to);
  }
}
