import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller } from './contract/support/caller.ts';
import { dig, isObject, type JsonObject } from './json.ts';
import { startApiServer, type ApiServer } from './server.ts';
import type { ResourceId, StoreEvent } from './store.ts';

const core = (resource: string): ResourceId => ({ group: '', resource });
const configMaps = core('configmaps');

let server: ApiServer;
let caller: Caller;

beforeAll(async () => {
  server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    clusterIps: { first: '10.96.0.1', last: '10.96.0.20' },
  });
  caller = new Caller(server.kubeconfig());
});

afterAll(async () => {
  caller.close();
  await server.close();
});

const gone = (resource: ResourceId, namespace: string, name: string): Promise<void> =>
  new Promise((resolve) => {
    const stop = server.store.watch(resource, ({ type, object }) => {
      if (
        type === 'DELETED' &&
        object.metadata.name === name &&
        (object.metadata.namespace ?? '') === namespace
      ) {
        queueMicrotask(() => stop());
        resolve();
      }
    });
    if (server.store.get(resource, namespace, name) === undefined) resolve();
  });

describe('a new cluster', () => {
  test('has namespaces with a service account and the root certificate', () => {
    expect(server.store.list(core('namespaces')).map(({ metadata }) => metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(server.store.get(core('serviceaccounts'), 'kube-system', 'default')).toBeDefined();
    expect(server.store.get(configMaps, 'default', 'kube-root-ca.crt')?.['data']).toEqual({
      'ca.crt': server.caCertificate,
    });
  });

  test('can be found by its own Service', () => {
    const endpoints = server.store.get(
      { group: 'discovery.k8s.io', resource: 'endpointslices' },
      'default',
      'kubernetes',
    );
    expect(endpoints?.['endpoints']).toMatchObject([{ addresses: ['127.0.0.1'] }]);
    expect(dig(server.store.get(core('services'), 'default', 'kubernetes'), 'spec', 'clusterIP')).toBe(
      '10.96.0.1',
    );
  });

  test('cannot have its address taken', async () => {
    const { host, port } = server;
    await expect(
      startApiServer({ host, port, clusterIps: { first: '10.0.0.1', last: '10.0.0.2' } }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the store in process', () => {
  test('defaults and validates as a request does', async () => {
    const made = await server.store.create(core('services'), {
      metadata: { name: 'a', namespace: 'default' },
      spec: { ports: [{ port: 80 }] },
    });
    expect(made['spec']).toMatchObject({
      type: 'ClusterIP',
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    });
    await expect(
      server.store.create(core('services'), { metadata: { name: 'b', namespace: 'default' }, spec: {} }),
    ).rejects.toMatchObject({ code: 422, reason: 'Invalid' });
    await expect(
      server.store.create(configMaps, { metadata: { name: 'a', namespace: 'default' }, odd: 1 }),
    ).rejects.toThrow('unknown field "odd"');
  });

  test('modifies, and leaves alone where nothing changes', async () => {
    const made = await server.store.create(configMaps, {
      metadata: { name: 'm', namespace: 'default' },
      data: { a: '1' },
    });
    const same = await server.store.modify(configMaps, 'default', 'm', (current) => ({ ...current }));
    expect(same).toBe(made);
    const changed = await server.store.modify(configMaps, 'default', 'm', (current) => ({
      ...current,
      data: { a: '2' },
    }));
    expect(changed?.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
    expect(await server.store.modify(configMaps, 'default', 'm', () => undefined)).toBe(changed);
    expect(
      await server.store.modify(configMaps, 'default', 'none', (current) => ({ ...current })),
    ).toBeUndefined();
  });

  test('watches from what there is, in order, until unsubscribed', async () => {
    const seen: string[] = [];
    const leases = { group: 'coordination.k8s.io', resource: 'leases' };
    const make = (name: string): Promise<unknown> =>
      server.store.create(leases, { metadata: { name, namespace: 'default' } });
    await make('a');
    const stop = server.store.watch(leases, ({ type, object }: StoreEvent) =>
      seen.push(`${type} ${object.metadata.name}`),
    );
    await make('b');
    await server.store.delete(leases, 'default', 'a');
    stop();
    await make('c');
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'DELETED a']);
  });

  test('gives the address of a deleted Service back', async () => {
    const ports = [{ port: 80 }];
    const make = (name: string): Promise<unknown> =>
      server.store.create(core('services'), { metadata: { name, namespace: 'default' }, spec: { ports } });
    const free = 20 - server.store.list(core('services')).length;
    for (let at = 0; at < free; at += 1) await make(`s${at}`);
    await expect(make('one-more')).rejects.toThrow('range is full');
    await server.store.delete(core('services'), 'default', 's3');
    await expect(make('one-more')).resolves.toBeDefined();
    for (const { metadata } of server.store.list(core('services'), 'default')) {
      if (metadata.name !== 'kubernetes')
        await server.store.delete(core('services'), 'default', metadata.name);
    }
  });
});

describe('deletion', () => {
  test('of a pod on a node waits for the node', async () => {
    const pods = core('pods');
    await server.store.create(pods, {
      metadata: { name: 'p', namespace: 'default' },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    });
    await server.store.delete(pods, 'default', 'p');
    expect(server.store.get(pods, 'default', 'p')?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
    });
    await server.store.modify(
      pods,
      'default',
      'p',
      (current) => ({ ...current, status: { phase: 'Running' } }),
      'status',
    );
    expect(server.store.get(pods, 'default', 'p')?.metadata.deletionTimestamp).toBeDefined();
    await server.store.delete(pods, 'default', 'p', { gracePeriodSeconds: 0 });
    expect(server.store.get(pods, 'default', 'p')).toBeUndefined();
  });

  test('of an owner takes what it owns along', async () => {
    const owner = await server.store.create(configMaps, {
      metadata: { name: 'owner', namespace: 'default' },
    });
    const other = await server.store.create(configMaps, {
      metadata: { name: 'other', namespace: 'default' },
    });
    const reference = ({ metadata }: typeof owner): JsonObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name,
      uid: metadata.uid,
    });
    const make = (name: string, ...ownerReferences: readonly JsonObject[]): Promise<typeof owner> =>
      server.store.create(configMaps, { metadata: { name, namespace: 'default', ownerReferences } });
    const child = await make('child', reference(owner));
    await make('grandchild', reference(child));
    await make('shared', reference(owner), reference(other));
    const last = gone(configMaps, 'default', 'grandchild');
    await server.store.delete(configMaps, 'default', 'owner');
    await last;
    expect(server.store.get(configMaps, 'default', 'child')).toBeUndefined();
    expect(server.store.get(configMaps, 'default', 'shared')?.metadata.ownerReferences).toEqual([
      reference(other),
    ]);
  });

  test('in the foreground waits for what is owned; an orphan stays', async () => {
    const owner = await server.store.create(configMaps, {
      metadata: { name: 'front', namespace: 'default' },
    });
    const ownerReferences = [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name: 'front',
        uid: owner.metadata.uid,
        blockOwnerDeletion: true,
      },
    ];
    await server.store.create(configMaps, {
      metadata: { name: 'blocking', namespace: 'default', ownerReferences, finalizers: ['example.com/wait'] },
    });
    await server.store.delete(configMaps, 'default', 'front', { propagationPolicy: 'Foreground' });
    expect(server.store.get(configMaps, 'default', 'front')?.metadata.finalizers).toEqual([
      'foregroundDeletion',
    ]);
    const done = gone(configMaps, 'default', 'front');
    while (server.store.get(configMaps, 'default', 'blocking')?.metadata.deletionTimestamp === undefined)
      await new Promise(setImmediate);
    expect(server.store.get(configMaps, 'default', 'front')).toBeDefined();
    await server.store.modify(configMaps, 'default', 'blocking', (current) => ({
      ...current,
      metadata: { ...current.metadata, finalizers: [] },
    }));
    await done;

    const left = await server.store.create(configMaps, {
      metadata: { name: 'parent', namespace: 'default' },
    });
    const owned = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'parent', uid: left.metadata.uid }];
    await server.store.create(configMaps, {
      metadata: { name: 'orphan', namespace: 'default', ownerReferences: owned },
    });
    const parentGone = gone(configMaps, 'default', 'parent');
    await server.store.delete(configMaps, 'default', 'parent', { propagationPolicy: 'Orphan' });
    await parentGone;
    expect(server.store.get(configMaps, 'default', 'orphan')?.metadata.ownerReferences).toBeUndefined();
  });

  test('of a namespace empties it, waits for finalizers, and lets nothing in', async () => {
    await server.store.create(core('namespaces'), { metadata: { name: 'ending' } });
    await server.store.create(configMaps, {
      metadata: { name: 'held', namespace: 'ending', finalizers: ['example.com/wait'] },
    });
    await server.store.create(core('secrets'), { metadata: { name: 'loose', namespace: 'ending' } });
    const secretGone = gone(core('secrets'), 'ending', 'loose');
    const namespaceGone = gone(core('namespaces'), '', 'ending');
    await server.store.delete(core('namespaces'), '', 'ending');
    await secretGone;
    expect(server.store.get(core('namespaces'), '', 'ending')?.['status']).toEqual({ phase: 'Terminating' });
    await expect(
      server.store.create(configMaps, { metadata: { name: 'late', namespace: 'ending' } }),
    ).rejects.toMatchObject({ code: 403 });
    await server.store.modify(configMaps, 'ending', 'held', (current) => ({
      ...current,
      metadata: { ...current.metadata, finalizers: [] },
    }));
    await namespaceGone;
    expect(server.store.list(configMaps, 'ending')).toEqual([]);
  });
});

describe('requests', () => {
  test('with a service account token are that account, while it exists', async () => {
    await server.store.create(core('serviceaccounts'), {
      metadata: { name: 'caller', namespace: 'default' },
    });
    const token = await server.serviceAccountToken('default', 'caller');
    const who = async (): Promise<unknown> => {
      const answer = await caller.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        token,
        body: {},
      });
      return answer.code === 201 ? dig(answer.body, 'status', 'userInfo', 'username') : answer.code;
    };
    expect(await who()).toBe('system:serviceaccount:default:caller');
    await server.store.delete(core('serviceaccounts'), 'default', 'caller');
    expect(await who()).toBe(401);
    await expect(server.serviceAccountToken('default', 'caller')).rejects.toMatchObject({ code: 404 });
  });

  test('lose and gain rights as roles and bindings change', async () => {
    const rbac = (resource: string): ResourceId => ({ group: 'rbac.authorization.k8s.io', resource });
    const token = await server.serviceAccountToken('default', 'default');
    const code = async (): Promise<number> => (await caller.call('GET', '/api/v1/pods', { token })).code;
    expect(await code()).toBe(403);
    await server.store.create(rbac('clusterroles'), {
      metadata: { name: 'reader' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    });
    await server.store.create(rbac('clusterrolebindings'), {
      metadata: { name: 'reader' },
      roleRef: { kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'Group', name: 'system:serviceaccounts' }],
    });
    expect(await code()).toBe(200);
    await server.store.modify(rbac('clusterroles'), '', 'reader', (current) => ({ ...current, rules: [] }));
    expect(await code()).toBe(403);
  });

  test('for a watch from a forgotten revision are told so', async () => {
    const name = { metadata: { name: 'busy', namespace: 'default' } };
    const { metadata } = await server.store.create(core('secrets'), name);
    for (let at = 0; at < 4_100; at += 1) {
      await server.store.modify(core('secrets'), 'default', 'busy', (current) => ({
        ...current,
        data: { a: Buffer.from(String(at)).toString('base64') },
      }));
    }
    const [event] = await caller.watch(
      `/api/v1/secrets?watch=true&resourceVersion=${metadata.resourceVersion}`,
      (events) => events.length === 1,
    );
    expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  });

  test('that are too large or broken are refused, and the connection goes on', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const large = { metadata: { name: 'large' }, data: { a: 'x'.repeat(4 * 1024 * 1024) } };
    expect((await caller.call('POST', path, { body: large })).code).toBe(413);
    expect((await caller.call('POST', path, { body: '{' })).code).toBe(400);
    expect((await caller.call('GET', path)).code).toBe(200);
  });

  test('with unsafe field names do no harm', async () => {
    const body = '{"metadata":{"name":"unsafe"},"data":{"__proto__":"x","constructor":"y"}}';
    const answer = await caller.call('POST', '/api/v1/namespaces/default/configmaps', { body });
    expect(answer.code).toBe(201);
    expect(isObject(answer.body) && Object.keys(answer.body['data'] as object).sort()).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});
