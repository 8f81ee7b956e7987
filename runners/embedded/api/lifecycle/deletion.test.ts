import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { startApiServer, type ApiServer } from '../server.ts';
import type { ResourceId } from '../store.ts';

const core = (resource: string): ResourceId => ({ group: '', resource });
const configMaps = core('configmaps');

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    clusterIps: { first: '10.96.0.1', last: '10.96.0.20' },
  });
});

afterAll(() => server.close());

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
