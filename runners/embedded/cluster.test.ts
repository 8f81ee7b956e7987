import { readdirSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  KubernetesClient,
  waitForDeleted,
  waitForDeployment,
  type KubernetesObject,
} from '../../fixtures/kubernetes/index.ts';
import { startEmbeddedCluster, type EmbeddedCluster } from './cluster.ts';
import { resources, type Pod } from './controllers/objects/index.ts';
import { echoProgram } from './testing/echo-program.ts';
import { echoPod } from './testing/fleet.ts';
import { eventually } from './testing/eventually.ts';

const namespace = 'test';
const patience = { timeoutMs: 10_000 };

let cluster: EmbeddedCluster;
let client: KubernetesClient;
let troubles: string[];
let stopSignal: AbortController;

beforeEach(async () => {
  troubles = [];
  stopSignal = new AbortController();
  cluster = await startEmbeddedCluster({
    signal: stopSignal.signal,
    onTrouble: (message) => troubles.push(message),
  });
  client = await KubernetesClient.connect(cluster.kubeconfig, {
    userAgent: 'test',
    signal: stopSignal.signal,
  });
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'program', namespace },
    data: { 'echo.mjs': echoProgram },
  });
});

afterEach(async () => {
  await cluster.stop();
  stopSignal.abort();
});

async function createDeployment(name: string, args: readonly string[], replicas: number): Promise<void> {
  const { metadata, spec } = echoPod(name, args, {
    ports: [{ name: 'web', containerPort: 8080 }],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    readinessProbe: { tcpSocket: { port: 'web' } },
  });
  await client.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: metadata.labels },
      template: { metadata: { labels: metadata.labels }, spec },
    },
  });
}

async function createService(name: string): Promise<void> {
  await client.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 6080, targetPort: 'web' }] },
  });
}

const podsOf = async (app: string): Promise<readonly KubernetesObject[]> =>
  (await client.list({ apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: `app=${app}` })).items;

async function exec(
  app: string,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const pod = (await podsOf(app))[0]?.metadata.name ?? '';
  const command = ['node', '/smi/echo.mjs', ...args];
  const session = await client.exec({ namespace, pod, container: 'main', command });
  const [out, err, { code }] = await Promise.all([
    text(session.stdout),
    text(session.stderr),
    session.closed,
  ]);
  return { code, out, err };
}

describe('an embedded cluster', () => {
  it('rolls out a deployment, reaches it by name, follows scale and clears a namespace', async () => {
    await createDeployment('web', ['serve', '8080'], 2);
    await createDeployment('client', ['serve', '8080'], 1);
    await createService('web');
    for (const name of ['web', 'client']) await waitForDeployment(client, { namespace, name }, patience);

    const answers = await exec('client', ['dial', 'web', '6080', '30']);
    expect(answers.err).toBe('');
    const names = (await podsOf('web')).map((pod) => pod.metadata.name);
    expect(
      new Set(
        answers.out
          .trim()
          .split('\n')
          .map((line) => line.split(' ')[0]),
      ),
    ).toEqual(new Set(names));

    const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' };
    await client.patch(web, 'merge', { spec: { replicas: 4 } });
    await waitForDeployment(client, { namespace, name: 'web' }, patience);
    expect(await podsOf('web')).toHaveLength(4);

    await client.delete(web);
    await eventually(cluster.store, resources.pods, () =>
      cluster.store.list(resources.pods, namespace).length === 1 ? true : undefined,
    );
    expect(await exec('client', ['dial', 'web', '6080'])).toMatchObject({ code: 1, err: 'ECONNREFUSED\n' });

    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    await waitForDeleted(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace }, patience);
    expect(cluster.store.list(resources.pods, namespace)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('resolves a name as soon as its Service was created, and no longer once it was deleted', async () => {
    await createDeployment('client', ['serve', '8080'], 1);
    await waitForDeployment(client, { namespace, name: 'client' }, patience);
    for (const round of [1, 2, 3]) {
      await createService(`new-${round}`);
      expect((await exec('client', ['dial', `new-${round}`, '6080'])).err).toBe('ECONNREFUSED\n');
      await client.delete({ apiVersion: 'v1', kind: 'Service', namespace, name: `new-${round}` });
      expect((await exec('client', ['dial', `new-${round}`, '6080'])).err).toBe('ENOTFOUND\n');
    }
  });

  it('gives pods a service account that the API server knows', async () => {
    await createDeployment('client', ['serve', '8080'], 1);
    await waitForDeployment(client, { namespace, name: 'client' }, patience);
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
    const token = await exec('client', ['read', `${folder}/token`]);
    const review = await client.create({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      metadata: { name: '' },
      spec: { token: token.out },
    });
    expect(review['status']).toMatchObject({
      authenticated: true,
      user: { username: `system:serviceaccount:${namespace}:default` },
    });
    expect((await exec('client', ['read', `${folder}/ca.crt`])).out).toContain('BEGIN CERTIFICATE');
    expect((await exec('client', ['read', `${folder}/namespace`])).out).toBe(namespace);
  });

  it('restarts a container that ends and keeps its log', async () => {
    await client.create(echoPod('flaky', ['exit', '3']));
    const restarted = await eventually(cluster.store, resources.pods, () => {
      const pod = cluster.store.get(resources.pods, namespace, 'flaky') as Pod | undefined;
      return pod?.status?.containerStatuses?.[0]?.restartCount === 1 ? pod : undefined;
    });
    expect(restarted.status?.containerStatuses?.[0]?.lastState).toMatchObject({
      terminated: { exitCode: 3 },
    });
    expect(await client.logs({ namespace, pod: 'flaky', container: 'main' })).toContain('exiting\n');
  });
});

describe('stopping an embedded cluster', () => {
  it('leaves no files, and nothing that listens', async () => {
    const { hostname, port } = new URL(cluster.facts['API server'] ?? '');
    await client.create(echoPod('server', ['serve', '8080']));
    const { status } = await eventually(cluster.store, resources.pods, () => {
      const pod = cluster.store.get(resources.pods, namespace, 'server') as Pod | undefined;
      return pod?.status?.phase === 'Running' ? pod : undefined;
    });
    const own = readdirSync(tmpdir()).filter((name) =>
      name.startsWith(`smi-conformance-cluster-${process.pid}-`),
    );
    expect(own).toHaveLength(1);
    await cluster.stop();
    await cluster.stop();
    expect(readdirSync(tmpdir())).not.toContain(own[0]);
    await expect(connect(hostname, Number(port))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(connect(status?.podIP ?? '', 8080)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('happens when the signal is aborted', async () => {
    const { hostname, port } = new URL(cluster.facts['API server'] ?? '');
    stopSignal.abort();
    await cluster.stop();
    await expect(connect(hostname, Number(port))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('leaves nothing when it is aborted before it has started', async () => {
    await expect(startEmbeddedCluster({ signal: AbortSignal.abort(new Error('no more')) })).rejects.toThrow(
      'no more',
    );
  });
});

function connect(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
