import net from 'node:net';
import type { RouteListener, RouteListenerOptions } from './route-listener.ts';
import { anyEndpoint, type ServiceRoute } from './routes.ts';

/** Listens on a TCP port of a cluster IP; each connection goes to one endpoint by chance. */
export class TcpListener implements RouteListener {
  readonly #random: () => number;
  readonly #server: net.Server;
  readonly #connections: Set<net.Socket>;
  #route: ServiceRoute;
  #closed = false;

  /** Keeps its open sockets in `connections`, which outlive it. */
  constructor(route: ServiceRoute, connections: Set<net.Socket>, options: RouteListenerOptions) {
    this.#route = route;
    this.#connections = connections;
    this.#random = options.random;
    this.#server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    this.#server.on('connection', (client) => this.#carry(client));
    this.#server.on('error', (error) => options.onUnlistenable(route, error));
    // The port is bound a moment later, and closing a server before that does not keep it from listening.
    this.#server.on('listening', () => {
      if (this.#closed) this.#server.close();
    });
    this.#server.listen({ host: route.address, port: route.port, backlog: 4_096 });
  }

  update(route: ServiceRoute): void {
    this.#route = route;
  }

  close(): void {
    this.#closed = true;
    this.#server.close();
  }

  #carry(client: net.Socket): void {
    const endpoint = anyEndpoint(this.#route, this.#random);
    if (endpoint === undefined) {
      client.resetAndDestroy();
      return;
    }
    const pod = net.connect({ ...endpoint, allowHalfOpen: true, noDelay: true });
    forward(client, pod, this.#connections);
    forward(pod, client, this.#connections);
  }
}

/** Pipes one way, half-close included; when `from` breaks, `to` is reset. */
function forward(from: net.Socket, to: net.Socket, connections: Set<net.Socket>): void {
  connections.add(from);
  from.on('error', () => to.resetAndDestroy());
  from.on('close', () => {
    connections.delete(from);
    if (!from.readableEnded) to.destroy();
  });
  from.pipe(to);
}
