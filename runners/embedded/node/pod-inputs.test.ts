import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiServer, type ApiServer } from '../api/server.ts';
import { resources, type Container, type Pod } from '../controllers/objects/index.ts';
import { nodeCommand } from './command.ts';
import { containerEnvironment, expand } from './container-environment.ts';
import { PodConfigError } from './pod-fields.ts';
import { PodFiles } from './pod-files.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    clusterIps: { first: '127.1.1.0', last: '127.1.1.9' },
  });
  const metadata = { name: 'settings', namespace: 'default' };
  await server.store.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { mode: 'strict', level: '3' },
    binaryData: { blob: Buffer.from('bytes').toString('base64') },
  });
  await server.store.create(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    data: { key: Buffer.from('hidden').toString('base64') },
  });
});

afterAll(() => server.close());

const place = { podIP: '127.1.16.1', hostIP: '127.1.0.11' };

function podWith(spec: Record<string, unknown>): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'default', uid: 'u-1', labels: { app: 'web' } },
    spec: { serviceAccountName: 'robot', nodeName: 'node-1', containers: [], ...spec },
  } as unknown as Pod;
}

describe('nodeCommand', () => {
  it.each([
    [['node', '/smi/agent.mjs', 'serve', '--loud'], { file: '/smi/agent.mjs', argv: ['serve', '--loud'] }],
    [['/usr/bin/node', '--max-old-space-size=64', '/a.mjs'], { file: '/a.mjs', argv: [] }],
    [['node'], undefined],
    [['node', '-e', '1'], undefined],
    [['sh', '-c', 'node /a.mjs'], undefined],
    [[], undefined],
  ])('takes %j apart', (words, expected) => {
    expect(nodeCommand(words)).toEqual(expected);
  });
});

describe('expand', () => {
  it('replaces known names, keeps unknown ones and unescapes dollars', () => {
    expect(expand('$(A)-$(B)-$$(A)', { A: '1' })).toBe('1-$(B)-$(A)');
  });
});

describe('containerEnvironment', () => {
  const environment = (container: Partial<Container>) =>
    containerEnvironment(
      podWith({}),
      { name: 'main', ...container },
      {
        ...place,
        store: server.store,
        apiServer: { host: '127.1.0.1', port: 6443 },
      },
    );

  it('takes values from the pod, ConfigMaps and Secrets', () => {
    const from = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const env = environment({
      envFrom: [{ prefix: 'S_', configMapRef: { name: 'settings' } }],
      env: [
        from('ACCOUNT', 'spec.serviceAccountName'),
        from('APP', "metadata.labels['app']"),
        from('IP', 'status.podIP'),
        { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'settings', key: 'key' } } },
        { name: 'NONE', valueFrom: { secretKeyRef: { name: 'settings', key: 'no', optional: true } } },
        { name: 'URL', value: 'http://$(IP)/$(S_level)' },
      ],
    });
    expect(env).toEqual({
      HOSTNAME: 'web-1',
      KUBERNETES_SERVICE_HOST: '127.1.0.1',
      KUBERNETES_SERVICE_PORT: '6443',
      S_mode: 'strict',
      S_level: '3',
      S_blob: 'bytes',
      ACCOUNT: 'robot',
      APP: 'web',
      IP: place.podIP,
      MODE: 'strict',
      KEY: 'hidden',
      URL: `http://${place.podIP}/3`,
    });
  });

  it.each([
    ['configmap "other" not found', { configMapKeyRef: { name: 'other', key: 'mode' } }],
    ["couldn't find key other", { secretKeyRef: { name: 'settings', key: 'other' } }],
    ['no field "status.phase"', { fieldRef: { fieldPath: 'status.phase' } }],
    ['resourceFieldRef', { resourceFieldRef: { resource: 'limits.cpu' } }],
  ])('says what is missing: %s', (message, valueFrom) => {
    expect(() => environment({ env: [{ name: 'X', valueFrom }] })).toThrow(PodConfigError);
    expect(() => environment({ env: [{ name: 'X', valueFrom }] })).toThrow(message);
  });
});

describe('PodFiles', () => {
  const identity = {
    caCertificate: 'CA',
    serviceAccountToken: (_pod: Pod, audience = 'api') => `for ${audience}`,
  };
  const container: Container = {
    name: 'main',
    volumeMounts: [
      { name: 'settings', mountPath: '/etc/settings' },
      { name: 'settings', mountPath: '/etc/mode.txt', subPath: 'mode' },
      { name: 'mixed', mountPath: '/etc/settings/deeper/' },
      { name: 'scratch', mountPath: '/tmp' },
    ],
  };
  const pod = podWith({
    containers: [container],
    volumes: [
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'scratch', emptyDir: {} },
      {
        name: 'mixed',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'vault', audience: 'vault' } },
            { secret: { name: 'settings', items: [{ key: 'key', path: 'keys/first' }] } },
            { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
          ],
        },
      },
    ],
  });
  const read = (file: string) => new PodFiles(server.store, identity, place).read(pod, container, file);

  it.each([
    ['/etc/settings/mode', 'strict'],
    ['/etc/settings/../settings/level', '3'],
    ['/etc/settings/blob', 'bytes'],
    ['/etc/mode.txt', 'strict'],
    ['/etc/settings/deeper/vault', 'for vault'],
    ['/etc/settings/deeper/keys/first', 'hidden'],
    ['/etc/settings/deeper/labels', 'app="web"'],
    ['/var/run/secrets/kubernetes.io/serviceaccount/token', 'for api'],
    ['/var/run/secrets/kubernetes.io/serviceaccount/ca.crt', 'CA'],
    ['/var/run/secrets/kubernetes.io/serviceaccount/namespace', 'default'],
  ])('reads %s', async (file, content) => {
    expect(await read(file)).toBe(content);
  });

  it.each(['/etc/settings/none', '/etc/settings', '/tmp/file', '/etc/passwd', 'relative'])(
    'has no file %s',
    async (file) => {
      await expect(read(file)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  it('shows a changed ConfigMap at once', async () => {
    const metadata = { name: 'live', namespace: 'default' };
    await server.store.create(resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { a: '1' },
    });
    const live = podWith({ volumes: [{ name: 'live', configMap: { name: 'live' } }] });
    const mounted: Container = { name: 'main', volumeMounts: [{ name: 'live', mountPath: '/live' }] };
    const files = new PodFiles(server.store, identity, place);
    expect(await files.read(live, mounted, '/live/a')).toBe('1');
    await server.store.modify(resources.configMaps, 'default', 'live', (current) => ({
      ...current,
      data: { a: '2' },
    }));
    expect(await files.read(live, mounted, '/live/a')).toBe('2');
  });

  it.each([
    ['configmap "none" not found', { configMap: { name: 'none' } }],
    ['secret "none" not found', { secret: { secretName: 'none' } }],
    ['no key "none"', { configMap: { name: 'settings', items: [{ key: 'none', path: 'x' }] } }],
    ['hostPath', { hostPath: { path: '/' } }],
  ])('cannot mount a volume: %s', (message, volume) => {
    const files = new PodFiles(server.store, identity, place);
    const broken = podWith({ volumes: [{ name: 'v', ...volume }] });
    expect(() => files.check(broken)).toThrow(PodConfigError);
    expect(() => files.check(broken)).toThrow(message);
  });

  it('mounts an optional volume that is missing as an empty one', () => {
    const files = new PodFiles(server.store, identity, place);
    const optional = podWith({ volumes: [{ name: 'v', configMap: { name: 'none', optional: true } }] });
    expect(() => files.check(optional)).not.toThrow();
  });
});
