import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApiServer, type ApiServer } from '../server.ts';
import type { ResourceId, StoreEvent } from '../store.ts';

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
