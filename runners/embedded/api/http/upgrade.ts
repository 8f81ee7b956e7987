import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { execRequest, podOf, runExec } from '../exec/exec.ts';
import { idOf } from '../objects/core.ts';
import { ApiError, badRequest, forbidden, internal, noSuchRoute, unauthorized } from '../status/error.ts';
import { impersonated } from '../auth/impersonate.ts';
import { refusal } from '../auth/access.ts';
import type { Parts } from './parts.ts';
import { attributesOf, resourceRoute } from './route.ts';

const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Answers `pods/exec` over WebSockets; everything else that wants to upgrade is refused. */
export class Upgrades {
  readonly #parts: Parts;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      this.#exec(request, socket, head);
    } catch (error) {
      refuse(socket, error instanceof ApiError ? error : internal(error));
    }
  }

  /** Ends every open connection. */
  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  #exec(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { authenticator, authorizer, core, runtime } = this.#parts;
    const url = new URL(request.url ?? '/', 'https://server');
    const sender = authenticator.user(request.headers.authorization);
    if (sender === undefined) throw unauthorized();
    const user = impersonated(sender, request.headers, authorizer);
    const route = resourceRoute(core.registry, url.pathname);
    if (
      route?.served.type.resource !== 'pods' ||
      route.served.type.group !== '' ||
      route.subresource !== 'exec'
    )
      throw noSuchRoute();
    // Kubernetes looks at the right to create an exec whatever the method is.
    const attributes = attributesOf('POST', route, false);
    if (!authorizer.allows(user, attributes))
      throw forbidden(route.served.type, route.name, refusal(user, attributes));
    const pod = podOf(
      core.storage.table(idOf(route.served.type)).get(route.namespace, route.name),
      route.name,
    );
    const exec = execRequest(pod, url.searchParams);
    const running = runtime();
    if (running === undefined) throw internal(new Error('no node runs pods yet'));
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw badRequest('only WebSocket upgrades with v5.channel.k8s.io or v4.channel.k8s.io are served');
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (!protocols.some((protocol) => offered.includes(protocol))) {
      throw badRequest(
        `none of the sub-protocols ${offered.join(', ')} is served; served are ${protocols.join(', ')}`,
      );
    }
    // The WebSocket handshake is a GET; Kubernetes takes a POST as well.
    request.method = 'GET';
    this.#sockets.handleUpgrade(request, socket, head, (websocket) => void runExec(websocket, running, exec));
  }
}

function refuse(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error.status());
  socket.end(
    [
      `HTTP/1.1 ${error.code} ${error.reason === '' ? 'Error' : error.reason}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
