import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from './objects/fields.ts';
import { collections } from './testing/objects.ts';
import { Rig, type RigPod, inTheMesh, meshNamespace } from './testing/rig.ts';

let rig: Rig;
let client: RigPod;
let outsider: RigPod;
let v1: RigPod;
let v2: RigPod;

beforeAll(async () => {
  rig = await Rig.start();
  [client, v1, v2, outsider] = await Promise.all([
    rig.pod('client'),
    rig.pod('v1'),
    rig.pod('v2'),
    rig.pod('outsider', { meshed: false }),
  ]);
});
afterEach(() => {
  rig.configure({ mode: 'permissive' });
  rig.delete('trafficsplits', 'split.smi-spec.io', 'split');
  rig.delete('traffictargets', 'access.smi-spec.io', 'target');
});
afterAll(() => rig.stop());

function split(
  service: string,
  weights: Readonly<Record<string, number | string>>,
  version = 'v1alpha4',
  rest: Json = {},
): void {
  const backends = Object.entries(weights).map(([name, weight]) => ({ service: name, weight }));
  rig.apply('trafficsplits', {
    apiVersion: `split.smi-spec.io/${version}`,
    kind: 'TrafficSplit',
    metadata: { name: 'split' },
    spec: { service, backends, ...rest },
  });
}

/** Lets `client` do to `v1` what the rule says. */
function target(rule: Json): void {
  const account = (name: string): Json => ({ kind: 'ServiceAccount', name, namespace: 't' });
  rig.apply('traffictargets', {
    apiVersion: 'access.smi-spec.io/v1alpha3',
    metadata: { name: 'target' },
    spec: { destination: account('v1'), sources: [account('client')], rules: [rule] },
  });
}

function routes(matches: readonly Json[]): void {
  rig.apply('httproutegroups', {
    apiVersion: 'specs.smi-spec.io/v1alpha4',
    metadata: { name: 'routes' },
    spec: { matches },
  });
}

/** A root that selects v1, with a backend for each version. */
function website(): string {
  rig.service('web-v1', [v1]);
  rig.service('web-v2', [v2]);
  return rig.service('web', [v1]);
}

describe('traffic in the mesh', () => {
  it('reaches the Service that was dialled, and shows the application that it came through', async () => {
    const address = rig.service('plain', [v1]);
    await rig.until(async () => (await rig.request(client, address)).pod === 'v1');
    const reply = await rig.request(client, address, {
      method: 'POST',
      path: '/a?b=c',
      body: 'hello',
      headers: { 'x-a': '1' },
    });
    expect(reply).toMatchObject({ status: 200, pod: 'v1', body: 'hello' });
    expect(JSON.parse(String(reply.headers['x-received']))).toMatchObject({
      'x-smi-reference-mesh': '1',
      'x-a': '1',
      host: 'root',
    });
    expect(v1.application.seen).toContain('POST /a?b=c');
  });

  it('goes to the port that the endpoint says', async () => {
    const address = rig.service('plain', [v1]);
    await rig.until(
      async () => (await rig.request(client, address, { port: 9090 })).headers['x-port'] === '8081',
    );
  });

  it('reaches what is outside the mesh as it is, and comes from outside as it is', async () => {
    const address = rig.service('outside', [outsider]);
    await rig.until(async () => (await rig.request(client, address)).pod === 'outsider');
    expect((await rig.request(client, outsider.ip)).pod).toBe('outsider');
    const reply = await rig.request(outsider, v1.ip);
    expect(reply.pod).toBe('v1');
    expect(String(reply.headers['x-received'])).not.toContain('x-smi-reference-mesh');
  });

  it('carries TCP, ends and all', async () => {
    const address = rig.service('plain', [v1]);
    await rig.until(async () => (await rig.exchange(client, address)) === 'v1 hello\n');
    expect(await rig.exchange(client, v1.ip)).toBe('v1 hello\n');
  });

  it('carries datagrams, to Services, pods and what is outside', async () => {
    const address = rig.service('plain', [v1]);
    await rig.until(async () => (await rig.datagram(client, address, 'hello')) === 'v1 hello');
    await rig.until(async () => (await rig.datagram(client, v1.ip, 'pod')) === 'v1 pod');
    await rig.until(async () => (await rig.datagram(client, client.ip, 'self')) === 'client self');
    await rig.until(async () => (await rig.datagram(client, outsider.ip, 'out')) === 'outsider out');
    await rig.until(async () => (await rig.datagram(outsider, v1.ip, 'in')) === 'v1 in');
  });

  it('that has nowhere to go is answered 503, or reset', async () => {
    const address = rig.service('nobody', []);
    await rig.until(async () => (await rig.request(client, address)).status === 503);
    expect(await rig.exchange(client, address)).toBe('ECONNRESET');
  });
});

describe('a TrafficSplit', () => {
  it('is exact, follows changes on the way, and leaves nothing behind', async () => {
    const root = website();
    split('web', { 'web-v1': 900, 'web-v2': 100 });
    await rig.until(async () => (await rig.tally(10, client, root))['v2'] === 1);
    expect(await rig.tally(100, client, root)).toEqual({ v1: 90, v2: 10 });
    split('web', { 'web-v2': '1500m', 'web-v1': '500m' }, 'v1alpha1');
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 3);
    expect(await rig.tally(40, client, root)).toEqual({ v1: 10, v2: 30 });
    rig.delete('trafficsplits', 'split.smi-spec.io', 'split');
    await rig.until(async () => (await rig.tally(10, client, root))['v1'] === 10);
  });

  it('goes on with its round while other things change', async () => {
    const root = website();
    split('web', { 'web-v1': 1, 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(2, client, root))['v2'] === 1);
    await rig.until(async () => (await rig.request(client, root)).pod === 'v1');
    rig.service('web', [v1, v2]);
    // What is told later has arrived, so this has.
    const marker = rig.service('marker', [v2]);
    await rig.until(async () => (await rig.request(client, marker)).pod === 'v2');
    expect((await rig.request(client, root)).pod).toBe('v2');
  });

  it('holds for TCP too, by connection', async () => {
    const root = website();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.exchange(client, root)) === 'v2 hello\n');
  });

  it('holds for UDP too', async () => {
    const root = website();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.datagram(client, root, 'hello')) === 'v2 hello');
  });

  it('picks for each request of a kept connection, or for the connection where that is chosen', async () => {
    const root = website();
    split('web', { 'web-v1': 1, 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(2, client, root))['v2'] === 1);
    expect(new Set(await rig.onOneConnection(4, client, root))).toEqual(new Set(['v1', 'v2']));
    rig.configure({ mode: 'permissive', faults: 'connections-keep-their-backend' });
    await rig.until(async () => new Set(await rig.onOneConnection(4, client, root)).size === 1);
    const connections = [
      await rig.onOneConnection(4, client, root),
      await rig.onOneConnection(4, client, root),
    ];
    expect(new Set(connections.map(([pod]) => pod)).size).toBe(2);
    expect(connections.map((pods) => new Set(pods).size)).toEqual([1, 1]);
  });

  it('with conditions sends the rest to the root itself', async () => {
    const root = website();
    routes([{ name: 'fox', headers: [{ 'user-agent': '.*Firefox.*' }] }]);
    split('web', { 'web-v2': 1 }, 'v1alpha3', { matches: [{ kind: 'HTTPRouteGroup', name: 'routes' }] });
    const fox = { headers: { 'user-agent': 'Mozilla Firefox' } };
    await rig.until(async () => (await rig.request(client, root, fox)).pod === 'v2');
    expect(await rig.tally(5, client, root)).toEqual({ v1: 5 });
  });

  it('whose backend lacks the port is told of in an Event, once', async () => {
    rig.service('web-v9', [v2], { ports: [{ name: 'http', port: 1024, target: 8080 }] });
    website();
    split('web', { 'web-v1': 1, 'web-v9': 1 });
    const events = (): readonly Json[] => rig.api.list('/api/v1/events');
    await rig.until(() => events().length > 0);
    expect(events()[0]).toMatchObject({
      reason: 'PortMismatch',
      involvedObject: { kind: 'TrafficSplit', name: 'split', namespace: 't' },
      message: expect.stringContaining('No port 8080 on web-v9') as string,
    });
    rig.service('unrelated', [v1]);
    const root = website();
    await rig.until(async () => (await rig.tally(2, client, root))['v1'] === 2);
    expect(events()).toHaveLength(1);
  });
});

describe('strict access', () => {
  it('denies everybody, then lets in what a TrafficTarget lists, then denies again', async () => {
    const address = rig.service('plain', [v1]);
    await rig.until(async () => (await rig.request(client, address)).pod === 'v1');
    rig.configure({ mode: 'strict' });
    await rig.until(async () => (await rig.request(client, address)).status === 403);
    expect((await rig.request(outsider, v1.ip)).status).toBe(403);
    expect(await rig.exchange(client, address)).toBe('ECONNRESET');
    expect(await rig.exchange(outsider, v1.ip)).toBe('ECONNRESET');

    routes([{ name: 'metrics', pathRegex: '/metrics', methods: ['GET'] }]);
    target({ kind: 'HTTPRouteGroup', name: 'routes', matches: ['metrics'] });
    await rig.until(async () => (await rig.request(client, address, { path: '/metrics' })).pod === 'v1');
    expect((await rig.request(client, address, { path: '/denied' })).status).toBe(403);
    expect((await rig.request(client, address, { path: '/metrics/../denied' })).status).toBe(403);
    expect((await rig.request(v2, address, { path: '/metrics' })).status).toBe(403);
    expect((await rig.request(outsider, v1.ip, { path: '/metrics' })).status).toBe(403);
    expect(v1.application.seen.filter((line) => line.includes('denied'))).toEqual([]);

    rig.delete('traffictargets', 'access.smi-spec.io', 'target');
    await rig.until(async () => (await rig.request(client, address, { path: '/metrics' })).status === 403);
  });

  it('opens raw TCP by TCPRoute', async () => {
    const address = rig.service('plain', [v1]);
    rig.configure({ mode: 'strict' });
    await rig.until(async () => (await rig.exchange(client, address)) === 'ECONNRESET');
    rig.apply('tcproutes', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'port' },
      spec: { matches: { ports: [7070] } },
    });
    target({ kind: 'TCPRoute', name: 'port' });
    await rig.until(async () => (await rig.exchange(client, address)) === 'v1 hello\n');
    expect(await rig.exchange(v2, address)).toBe('ECONNRESET');
    expect(await rig.datagram(client, address, 'by TCPRoute')).toBe('nothing');
    expect(v1.application.seen).not.toContain('UDP by TCPRoute');
  });

  it('opens UDP by UDPRoute, for the sources that prove who they are', async () => {
    const address = rig.service('plain', [v1]);
    rig.configure({ mode: 'strict' });
    await rig.until(async () => (await rig.exchange(client, address)) === 'ECONNRESET');
    expect(await rig.datagram(client, address, 'too early')).toBe('nothing');
    rig.apply('udproutes', {
      apiVersion: 'specs.smi-spec.io/v1alpha4',
      metadata: { name: 'port' },
      spec: { matches: { ports: [7070] } },
    });
    target({ kind: 'UDPRoute', name: 'port' });
    await rig.until(async () => (await rig.datagram(client, address, 'granted')) === 'v1 granted');
    expect(await rig.datagram(v2, address, 'of another')).toBe('nothing');
    expect(await rig.datagram(outsider, v1.ip, 'of an outsider')).toBe('nothing');
    expect(await rig.exchange(client, address)).toBe('ECONNRESET');
    expect(v1.application.seen.filter((line) => /early|another|outsider/.test(line))).toEqual([]);
  });
});

describe('faults', () => {
  it('are said to be in force once side-cars have been told', async () => {
    const inForce = () => rig.api.get(collections.configMaps, meshNamespace, 'mesh-in-force');
    await rig.until(() => inForce() !== undefined);
    rig.configure({ mode: 'strict', faults: 'weights-swapped' });
    await rig.until(
      () =>
        JSON.stringify(inForce()?.['data']) ===
        '{"mode":"strict","scheduler":"wrr","faults":"weights-swapped"}',
    );
    rig.configure({ mode: 'permissive' });
  });

  it('are switched live, and leave nothing behind', async () => {
    const root = website();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 4);
    rig.configure({ mode: 'permissive', faults: 'deleted-splits-stay, no-such-fault' });
    await rig.until(() => rig.log.join('').includes('no such faults: no-such-fault'));
    rig.delete('trafficsplits', 'split.smi-spec.io', 'split');
    rig.service('seen-later', [v1]);
    const later = rig.service('seen-later', [v2]);
    await rig.until(async () => (await rig.request(client, later)).pod === 'v2');
    expect(await rig.tally(4, client, root)).toEqual({ v2: 4 });
    rig.configure({ mode: 'permissive' });
    await rig.until(async () => (await rig.tally(4, client, root))['v1'] === 4);
  });

  it('can show the application what the client is refused', async () => {
    const address = rig.service('plain', [v1]);
    rig.configure({ mode: 'strict', faults: 'application-sees-denied-requests' });
    await rig.until(async () => (await rig.request(client, address, { path: '/told' })).status === 403);
    await rig.until(() => v1.application.seen.includes('GET /told'));
  });

  it('can refuse with a success', async () => {
    const address = rig.service('plain', [v1]);
    rig.configure({ mode: 'strict', faults: 'denials-look-like-success' });
    await rig.until(async () => {
      const { status, pod } = await rig.request(client, address);
      return status === 200 && pod === '';
    });
  });

  it('can split for clients outside the mesh', async () => {
    website();
    split('web', { 'web-v2': 1 });
    rig.configure({ mode: 'permissive', faults: 'unmeshed-clients-split' });
    await rig.until(
      async () => (await rig.request(outsider, v1.ip, { headers: { host: 'web.t:8080' } })).pod === 'v2',
    );
    expect((await rig.request(outsider, v1.ip, { headers: { host: 'nothing:8080' } })).pod).toBe('v1');
  });
});

describe('the control plane', () => {
  it('gives every namespace of the mesh the root certificate, and no other', async () => {
    rig.api.put(collections.namespaces, { metadata: { name: 'foreign' } });
    rig.api.put(collections.namespaces, { metadata: { name: 'later', labels: inTheMesh } });
    await rig.until(() => rig.api.get(collections.configMaps, 'later', 'smi-reference-root') !== undefined);
    expect(rig.api.get(collections.configMaps, 'foreign', 'smi-reference-root')).toBeUndefined();
  });

  it('may go away and come back: what it said stays in force, and what changed meanwhile follows', async () => {
    const root = website();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 4);
    const before = rig.api.get('/api/v1/secrets', 'smi-reference', 'smi-reference-authority');
    await rig.stopController();
    expect(await rig.tally(4, client, root)).toEqual({ v2: 4 });
    rig.delete('trafficsplits', 'split.smi-spec.io', 'split');
    rig.startController();
    await rig.until(async () => (await rig.tally(4, client, root))['v1'] === 4);
    expect(rig.api.get('/api/v1/secrets', 'smi-reference', 'smi-reference-authority')).toEqual(before);
  });

  it('goes on when the API server ends its watches', async () => {
    const root = website();
    rig.api.endWatches();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 4);
  });

  it('learns kinds that are defined later, and forgets those that go', async () => {
    const name = 'trafficsplits.split.smi-spec.io';
    const definition = rig.api.get(collections.definitions, '', name) ?? {};
    const root = website();
    split('web', { 'web-v2': 1 });
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 4);
    rig.api.remove(collections.definitions, '', name);
    await rig.until(async () => (await rig.tally(4, client, root))['v1'] === 4);
    rig.api.put(collections.definitions, definition);
    await rig.until(async () => (await rig.tally(4, client, root))['v2'] === 4);
  });
});
