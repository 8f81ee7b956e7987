import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApiServer, type ApiServer } from '../api/server.ts';
import { resources } from '../controllers/objects/index.ts';
import type { NetworkChange } from './routes.ts';
import { ServiceNetwork } from './service-network.ts';
import { shareRoutes } from './share-routes.ts';

let server: ApiServer;
let network: ServiceNetwork;
let changes: NetworkChange[];

beforeEach(async () => {
  server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    clusterIps: { first: '127.1.1.0', last: '127.1.1.99' },
  });
  changes = [];
  network = new ServiceNetwork(server.store, (change) => changes.push(change));
  changes = [];
});

afterEach(async () => {
  network.close();
  await server.close();
});

const createService = (name: string, spec: Record<string, unknown>) =>
  server.store.create(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec,
  });

const createSlice = (service: string, endpoints: readonly unknown[], port = 8080) =>
  server.store.create(resources.endpointSlices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-${port}`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': service },
    },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', port, protocol: 'TCP' }],
  });

const endpoint = (address: string, ready?: boolean) => ({
  addresses: [address],
  conditions: ready === undefined ? {} : { ready },
});

const resolve = (name: string) => network.names.resolve(name, 'default', () => 0);

describe('ServiceNetwork', () => {
  it('publishes a name before the create has returned, and withdraws it with the Service', async () => {
    const created = createService('web', { ports: [{ name: 'http', port: 80 }] });
    expect(changes.flatMap((change) => change.names)).toMatchObject([
      { name: 'web.default.svc.cluster.local', record: { kind: 'address' } },
    ]);
    await created;
    expect(resolve('web')).toMatch(/^127\.1\.1\.\d+$/);
    await server.store.delete(resources.services, 'default', 'web');
    expect(resolve('web')).toBeUndefined();
  });

  it('routes a port to the ready endpoints of all slices, and only says what changed', async () => {
    await createService('web', {
      ports: [
        { name: 'http', port: 80 },
        { name: 'other', port: 81 },
      ],
    });
    await createSlice('web', [endpoint('127.1.16.1', true), endpoint('127.1.16.2', false)]);
    changes = [];
    await createSlice('web', [endpoint('127.1.16.3')], 9090);
    expect(changes.flatMap((change) => change.routes)).toMatchObject([
      {
        service: 'default/web',
        port: 80,
        protocol: 'TCP',
        endpoints: [
          { host: '127.1.16.1', port: 8080 },
          { host: '127.1.16.3', port: 9090 },
        ],
      },
    ]);
    changes = [];
    await server.store.delete(resources.endpointSlices, 'default', 'web-8080');
    await server.store.delete(resources.services, 'default', 'web');
    const counts = changes.flatMap((change) =>
      change.routes.map((route) => [route.port, route.endpoints.length]),
    );
    expect(counts).toEqual([
      [80, 1],
      [80, 0],
      [81, 0],
    ]);
  });

  it('resolves a headless Service to its ready pods and an external name to what it names', async () => {
    await createService('pods', { clusterIP: 'None' });
    await createSlice('pods', [endpoint('127.1.16.1', false), endpoint('127.1.16.2', true)]);
    await createService('alias', { type: 'ExternalName', externalName: 'pods.default.svc.cluster.local' });
    expect(resolve('pods')).toBe('127.1.16.2');
    expect(resolve('alias')).toBe('127.1.16.2');
    expect(changes.flatMap((change) => change.routes)).toEqual([]);
  });
});

describe('shareRoutes', () => {
  const routes = Array.from({ length: 200 }, (_, index) => ({
    service: 'default/web',
    address: `127.1.1.${index}`,
    port: 80,
    protocol: 'TCP',
    endpoints: [],
  }));
  const owners = (nodes: readonly string[]) =>
    new Map(
      [...shareRoutes(routes, nodes)].flatMap(([node, share]) => share.map((each) => [each.address, node])),
    );

  it('gives every route to one node, and none of them most', () => {
    const shares = [...shareRoutes(routes, ['a', 'b']).values()].map((share) => share.length);
    expect(shares.reduce((sum, share) => sum + share)).toBe(200);
    expect(Math.min(...shares)).toBeGreaterThan(60);
  });

  it('moves only the routes of a node that goes', () => {
    const [before, after] = [owners(['a', 'b', 'c']), owners(['a', 'b'])];
    for (const [address, node] of before) if (node !== 'c') expect(after.get(address)).toBe(node);
  });
});
