import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Addresses, type AddressRange } from './addresses/cluster-ips.ts';
import { kinds } from './admission/kinds.ts';
import { releaseClusterIp } from './admission/services.ts';
import { Authorizer } from './auth/access.ts';
import { requestToken } from './auth/reviews.ts';
import { randomToken, Tokens, issuer } from './auth/tokens.ts';
import { Authenticator } from './auth/users.ts';
import { servingCertificate } from './certificates/authority.ts';
import { systemClock, type Clock } from './clock.ts';
import { Discovery } from './discovery/discovery.ts';
import { handle } from './http/dispatch.ts';
import type { Parts } from './http/parts.ts';
import { Upgrades } from './http/upgrade.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { bootstrap } from './lifecycle/bootstrap.ts';
import { serveDefinitions } from './lifecycle/definitions.ts';
import { GarbageCollector } from './lifecycle/garbage.ts';
import { keepNamespaces } from './lifecycle/namespaces.ts';
import type { Core } from './objects/core.ts';
import { InProcessStore } from './objects/in-process.ts';
import { OpenApi } from './openapi/openapi.ts';
import type { PodRuntime } from './pods.ts';
import { builtinTypes } from './registry/builtin.ts';
import { Registry } from './registry/registry.ts';
import { dig } from './json.ts';
import { Storage } from './storage/storage.ts';
import type { ObjectStore } from './store.ts';

export interface ApiServerOptions {
  /** Address to listen on, for instance `127.16.0.1`. */
  readonly host: string;
  /** TCP port; 0 for a free one. */
  readonly port: number;
  /** The addresses that Services get. */
  readonly clusterIps: AddressRange;
  /** Who runs pods; may be set later with `setPodRuntime`, because it is likely to need the store. */
  readonly runtime?: PodRuntime;
  readonly clock?: Clock;
}

export interface ApiServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** PEM text of the authority that signed the server's certificate. */
  readonly caCertificate: string;
  readonly store: ObjectStore;
  setPodRuntime(runtime: PodRuntime): void;
  /** YAML text of a kubeconfig for the administrator. */
  kubeconfig(): string;
  /**
   * A token good for a day; bound to the pod when one is given, for the API server unless another audience is named. Rejects
   * with an `ApiError`.
   */
  serviceAccountToken(
    namespace: string,
    name: string,
    pod?: { readonly name: string; readonly uid: string },
    audience?: string,
  ): Promise<string>;
  /** Ends all connections. The objects are gone. */
  close(): Promise<void>;
}

const day = 86_400;

/** Starts a Kubernetes API server. Rejects with the error of `listen`, for instance `EADDRINUSE`. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const clock = options.clock ?? systemClock;
  const { host } = options;
  const certificate = await servingCertificate(hostNames(host, options.clusterIps), clock.now());
  const core: Core = {
    storage: new Storage(),
    registry: new Registry(),
    clusterIps: new Addresses(options.clusterIps),
    clock,
    hooks: kinds,
  };
  for (const type of builtinTypes) core.registry.put(type);
  const adminToken = randomToken();
  const tokens = new Tokens(clock);
  let runtime = options.runtime;
  const parts: Parts = {
    core,
    authenticator: new Authenticator(adminToken, tokens, core.storage, [issuer]),
    authorizer: new Authorizer(core.storage),
    tokenSource: { storage: core.storage, tokens, clock, audiences: [issuer] },
    discovery: new Discovery(core.registry),
    openApi: new OpenApi(core.registry),
    runtime: () => runtime,
  };
  startLifecycles(core, certificate.caCertificate);
  const upgrades = new Upgrades(parts);
  const server = createServer(
    { key: certificate.key, cert: certificate.certificate, keepAlive: true, noDelay: true },
    (request, response) => {
      void handle(parts, request, response);
    },
  );
  // Watches and kept-alive connections are meant to last.
  Object.assign(server, { keepAliveTimeout: 600_000, requestTimeout: 0, headersTimeout: 60_000 });
  server.on('upgrade', (request, socket, head) => upgrades.handle(request, socket, head));
  const port = await listen(server, options.port, host);
  const url = `https://${host}:${port}`;
  await bootstrap(new InProcessStore(core, 'kube-apiserver'), { host, port });
  return {
    url,
    host,
    port,
    caCertificate: certificate.caCertificate,
    store: new InProcessStore(core, 'embedded'),
    setPodRuntime(given) {
      runtime = given;
    },
    kubeconfig: () => kubeconfigText(url, certificate.caCertificate, adminToken),
    serviceAccountToken: (namespace, name, pod, audience) =>
      new Promise((resolve) => {
        const boundObjectRef = pod === undefined ? undefined : { kind: 'Pod', ...pod };
        const spec = {
          expirationSeconds: day,
          ...(boundObjectRef === undefined ? {} : { boundObjectRef }),
          ...(audience === undefined ? {} : { audiences: [audience] }),
        };
        resolve(String(dig(requestToken(parts.tokenSource, namespace, name, { spec }), 'status', 'token')));
      }),
    close: () => close(server, upgrades, core),
  };
}

/** What the certificate is good for: the address, and the names that pods know the API server by. */
const hostNames = (host: string, clusterIps: AddressRange): readonly string[] => {
  const service = 'kubernetes.default.svc';
  const names = ['localhost', 'kubernetes', 'kubernetes.default', service, `${service}.cluster.local`];
  return [...new Set([...names, host, '127.0.0.1', clusterIps.first])];
};

function startLifecycles(core: Core, caCertificate: string): void {
  new GarbageCollector(core).start();
  serveDefinitions(core);
  keepNamespaces(core, caCertificate);
  core.storage.listen({ group: '', resource: 'services' }, ({ type, object }) => {
    if (type === 'DELETED') releaseClusterIp(object, core);
  });
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

function close(server: Server, upgrades: Upgrades, core: Core): Promise<void> {
  core.storage.close();
  upgrades.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
