import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller } from './contract/support/caller.ts';
import { dig, isObject } from './json.ts';
import { startApiServer, type ApiServer } from './server.ts';
import type { ResourceId } from './store.ts';

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
