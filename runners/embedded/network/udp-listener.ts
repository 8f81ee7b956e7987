import dgram from 'node:dgram';
import type { RouteListener, RouteListenerOptions } from './route-listener.ts';
import { anyEndpoint, type RouteEndpoint, type ServiceRoute } from './routes.ts';

interface Flow {
  readonly endpoint: RouteEndpoint;
  readonly socket: dgram.Socket;
}

/** Flows that are kept; UDP says no goodbye, so the one that was used least recently goes for a new one. */
const mostFlows = 256;

/** Holds a UDP port of a cluster IP; datagrams from one client port all go to one endpoint, whose answers go back. */
export class UdpListener implements RouteListener {
  readonly #random: () => number;
  readonly #socket: dgram.Socket;
  /** By client address and port, least recently used first. */
  readonly #flows = new Map<string, Flow>();
  #route: ServiceRoute;

  constructor(route: ServiceRoute, options: RouteListenerOptions) {
    this.#route = route;
    this.#random = options.random;
    this.#socket = dgram.createSocket('udp4');
    this.#socket.on('message', (datagram, client) => this.#carry(datagram, client));
    this.#socket.on('error', (error) => options.onUnlistenable(route, error));
    this.#socket.bind({ address: route.address, port: route.port, exclusive: true });
  }

  update(route: ServiceRoute): void {
    this.#route = route;
    const present = new Set(route.endpoints.map(({ host, port }) => `${host}:${port}`));
    for (const [client, { endpoint }] of this.#flows) {
      if (!present.has(`${endpoint.host}:${endpoint.port}`)) this.#drop(client);
    }
  }

  close(): void {
    for (const client of [...this.#flows.keys()]) this.#drop(client);
    this.#socket.close();
  }

  #carry(datagram: Buffer, { address, port }: dgram.RemoteInfo): void {
    const client = `${address}:${port}`;
    const flow = this.#flows.get(client) ?? this.#open(client, address, port);
    if (flow === undefined) return;
    this.#flows.delete(client);
    this.#flows.set(client, flow);
    flow.socket.send(datagram, flow.endpoint.port, flow.endpoint.host);
  }

  #open(client: string, address: string, port: number): Flow | undefined {
    const endpoint = anyEndpoint(this.#route, this.#random);
    if (endpoint === undefined) return undefined;
    const [oldest] = this.#flows.keys();
    if (this.#flows.size >= mostFlows && oldest !== undefined) this.#drop(oldest);
    const socket = dgram.createSocket('udp4');
    socket.on('message', (answer) => this.#socket.send(answer, port, address));
    // Nobody listens at the endpoint: the datagram is lost, as datagrams are.
    socket.on('error', () => this.#drop(client));
    return { endpoint, socket };
  }

  #drop(client: string): void {
    const flow = this.#flows.get(client);
    this.#flows.delete(client);
    flow?.socket.close();
  }
}
