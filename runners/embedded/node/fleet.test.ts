import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../fixtures/kubernetes/clock.ts';
import { startControllers } from '../controllers/index.ts';
import { conditionOf, isReady, resources, type Deployment, type Pod } from '../controllers/objects.ts';
import { leaseAddresses } from '../network/lease.ts';
import { echoProgram } from '../testing/echo-program.ts';
import { eventually, FakeStore } from '../testing/fake-store.ts';
import { listenOn } from '../testing/listen.ts';
import { Fleet } from './fleet.ts';
import { RunFolder } from './run-folder.ts';

let store: FakeStore;
let fleet: Fleet;
let release: () => Promise<void>;
let troubles: string[];

beforeEach(async () => {
  store = new FakeStore();
  troubles = [];
  const environment = {
    store,
    clock: systemClock,
    date: () => new Date(),
    random: Math.random,
    onTrouble: (message: string, cause?: unknown) => troubles.push(`${message} ${String(cause ?? '')}`),
  };
  const { plan, bound } = await leaseAddresses(
    ({ apiServer }) => listenOn(apiServer.host, apiServer.port),
    Math.random,
  );
  const folder = await RunFolder.create();
  fleet = await Fleet.start({
    ...environment,
    count: 2,
    plan,
    folder,
    identity: {
      caCertificate: 'CA',
      serviceAccountToken: (pod) => `token of ${pod.spec.serviceAccountName ?? ''}`,
    },
  });
  const stopControllers = startControllers(environment);
  release = async () => {
    await stopControllers();
    await fleet.stop();
    await folder.remove();
    await bound();
  };
});

afterEach(() => release());

const programVolume = { name: 'program', configMap: { name: 'program' } };
const programMount = { name: 'program', mountPath: '/smi' };

function pod(
  name: string,
  args: readonly string[],
  more: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'test', labels: { app: name } },
    spec: {
      serviceAccountName: 'default',
      containers: [
        {
          name: 'main',
          image: 'node',
          command: ['node', '/smi/echo.mjs', ...args],
          volumeMounts: [programMount],
          ...more,
        },
      ],
      volumes: [programVolume],
      ...spec,
    },
  };
}

async function installProgram(): Promise<void> {
  await store.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'program', namespace: 'test' },
    data: { 'echo.mjs': echoProgram },
  });
}

const podNamed = (name: string) => store.get(resources.pods, 'test', name) as Pod | undefined;
const running = (name: string) =>
  eventually(store, resources.pods, () =>
    podNamed(name)?.status?.phase === 'Running' ? podNamed(name) : undefined,
  );

async function exec(
  podName: string,
  command: readonly string[],
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const into = (chunks: Buffer[]) =>
    new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(chunk), done()) });
  const code = await fleet.runtime.exec({
    namespace: 'test',
    pod: podName,
    container: 'main',
    command: ['node', '/smi/echo.mjs', ...command],
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: into(out),
    stderr: into(err),
    signal: new AbortController().signal,
  });
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

describe('a pod on an embedded node', () => {
  it('waits for its ConfigMap, then runs', async () => {
    await store.create(resources.pods, pod('sleeper', ['serve', '8080']));
    await eventually(store, resources.pods, () =>
      podNamed('sleeper')?.status === undefined ? undefined : true,
    );
    const waiting = await eventually(
      store,
      resources.pods,
      () => podNamed('sleeper')?.status?.containerStatuses?.[0],
    );
    expect(waiting.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    expect(podNamed('sleeper')?.status?.phase).toBe('Pending');
    await installProgram();
    const begun = await eventually(store, resources.pods, () =>
      podNamed('sleeper')?.status?.phase === 'Running' ? podNamed('sleeper') : undefined,
    );
    expect(begun.status?.podIP).toMatch(/^127\.\d+\.16\.\d+$/);
  });

  it('has its environment, its files and its service account', async () => {
    await installProgram();
    const env = [
      { name: 'PLAIN', value: 'for $(HOSTNAME)' },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ];
    await store.create(resources.pods, pod('host', ['serve', '8080'], { env }));
    const { status, spec } = await running('host');
    const seen = await exec('host', ['env', 'PLAIN', 'IP', 'LABEL', 'NODE', 'KUBERNETES_SERVICE_PORT']);
    expect(seen.out).toBe(`for host ${status?.podIP ?? ''} host ${spec.nodeName ?? ''} 6443`);
    const token = await exec('host', ['read', '/var/run/secrets/kubernetes.io/serviceaccount/token']);
    expect(token.out).toBe('token of default');
    const missing = await exec('host', ['read', '/nowhere']);
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') as string });
  });

  it('carries large streams both ways and the exit code', async () => {
    await installProgram();
    await store.create(resources.pods, pod('host', ['serve', '8080']));
    await running('host');
    const text = 'x'.repeat(5_000_000);
    expect(await exec('host', ['cat'], text)).toEqual({ code: 0, out: text, err: '' });
    expect((await exec('host', ['exit', '7'])).code).toBe(7);
  });

  it('refuses to execute what is no program', async () => {
    await installProgram();
    await store.create(resources.pods, pod('host', ['serve', '8080']));
    await running('host');
    const signal = new AbortController().signal;
    const [stdin, stdout, stderr] = [Readable.from([]), new Writable(), new Writable()];
    const request = { namespace: 'test', pod: 'host', container: 'main', stdin, stdout, stderr, signal };
    await expect(fleet.runtime.exec({ ...request, command: ['sh', '-c', 'true'] })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(
      fleet.runtime.exec({ ...request, command: ['node', '/smi/other.mjs'] }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is restarted after an exit, with its last state and its log', async () => {
    await installProgram();
    await store.create(resources.pods, pod('flaky', ['exit', '3']));
    const status = await eventually(store, resources.pods, () => {
      const container = podNamed('flaky')?.status?.containerStatuses?.[0];
      return container !== undefined && 'waiting' in container.state && container.restartCount === 1
        ? container
        : undefined;
    });
    expect(status.state).toMatchObject({ waiting: { reason: 'CrashLoopBackOff' } });
    expect(status.lastState).toMatchObject({ terminated: { exitCode: 3, reason: 'Error' } });
    const log = await fleet.runtime.logs({
      namespace: 'test',
      pod: 'flaky',
      container: 'main',
      follow: false,
      tailLines: undefined,
      signal: new AbortController().signal,
    });
    expect(Buffer.concat((await log.toArray()) as Buffer[]).toString()).toBe('exiting\nexiting\n');
  });

  it('ends as its exit code says when it is not to be restarted', async () => {
    await installProgram();
    await store.create(resources.pods, pod('good', ['exit', '0'], {}, { restartPolicy: 'Never' }));
    await store.create(resources.pods, pod('bad', ['fail'], {}, { restartPolicy: 'Never' }));
    await eventually(store, resources.pods, () =>
      podNamed('good')?.status?.phase === 'Succeeded' ? true : undefined,
    );
    const bad = await eventually(store, resources.pods, () =>
      podNamed('bad')?.status?.phase === 'Failed' ? podNamed('bad') : undefined,
    );
    expect(bad.status?.containerStatuses?.[0]?.state).toMatchObject({
      terminated: { message: expect.stringContaining('told to fail') as string },
    });
  });

  it('is gone after deletion, also when its program is deaf', async () => {
    await installProgram();
    await store.create(resources.pods, pod('deaf', ['deaf'], {}, { terminationGracePeriodSeconds: 0 }));
    await running('deaf');
    await store.delete(resources.pods, 'test', 'deaf');
    await eventually(store, resources.pods, () => (podNamed('deaf') === undefined ? true : undefined));
    expect(troubles).toEqual([expect.stringContaining('did not stop')]);
  });
});

describe('a deployment behind a service', () => {
  const deployment = (args: readonly string[], replicas: number) => {
    const { metadata, spec } = pod('web', args, {
      ports: [{ name: 'web', containerPort: 8080 }],
      env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      readinessProbe: { tcpSocket: { port: 'web' } },
    });
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'test' },
      spec: {
        replicas,
        selector: { matchLabels: metadata.labels },
        template: { metadata: { labels: metadata.labels }, spec },
      },
    };
  };
  const available = (count: number) =>
    eventually(store, resources.deployments, () => {
      const { status = {}, metadata } = store.get(resources.deployments, 'test', 'web') as Deployment;
      if (status['observedGeneration'] !== metadata.generation) return undefined;
      return status['availableReplicas'] === count &&
        status['replicas'] === count &&
        status['updatedReplicas'] === count
        ? status
        : undefined;
    });

  it('is reached by name, follows scale, and refuses when it has no pods', async () => {
    await installProgram();
    await store.create(resources.pods, pod('client', ['serve', '9999']));
    await running('client');
    const block = podNamed('client')?.status?.podIP?.split('.')[1] ?? '';
    await store.create(resources.deployments, deployment(['serve', '8080'], 2));
    await store.create(resources.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'test' },
      spec: {
        clusterIP: `127.${block}.1.7`,
        selector: { app: 'web' },
        ports: [{ port: 80, targetPort: 'web' }],
      },
    });
    const status = await available(2);
    expect(conditionOf(status.conditions, 'Available')?.status).toBe('True');
    const answers = await exec('client', ['dial', 'web', '80', '40']);
    expect(answers.err).toBe('');
    const pods = store
      .list(resources.pods, 'test')
      .filter((p) => p.metadata.labels?.['app'] === 'web') as Pod[];
    expect(pods.every(isReady)).toBe(true);
    const names = new Set(
      answers.out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
    expect(names).toEqual(new Set(pods.map((p) => p.metadata.name)));
    expect(new Set(pods.map((p) => p.spec.nodeName)).size).toBe(2);

    await store.modify(resources.deployments, 'test', 'web', (current) => ({
      ...current,
      spec: { ...(current as Deployment).spec, replicas: 0 },
    }));
    await available(0);
    await eventually(store, resources.endpointSlices, () =>
      store.list(resources.endpointSlices).every((slice) => (slice['endpoints'] as unknown[]).length === 0)
        ? true
        : undefined,
    );
    expect(await exec('client', ['dial', 'web.test', '80'])).toMatchObject({
      code: 1,
      err: 'ECONNREFUSED\n',
    });
    expect(await exec('client', ['dial', 'nobody', '80'])).toMatchObject({ code: 1, err: 'ENOTFOUND\n' });
  });

  it('rolls out a new template', async () => {
    await installProgram();
    await store.create(resources.deployments, deployment(['serve', '8080'], 3));
    await available(3);
    const before = store.list(resources.pods, 'test').map((p) => p.metadata.uid);
    const changed = deployment(['serve', '8081'], 3).spec;
    changed.template.spec.containers.forEach((c) =>
      Object.assign(c, { ports: [{ name: 'web', containerPort: 8081 }] }),
    );
    await store.modify(resources.deployments, 'test', 'web', (current) => ({ ...current, spec: changed }));
    await available(3);
    const after = store
      .list(resources.pods, 'test')
      .filter((p) => p.metadata.deletionTimestamp === undefined)
      .map((p) => p.metadata.uid);
    expect(after).toHaveLength(3);
    expect(after.some((uid) => before.includes(uid))).toBe(false);
  });
});

describe('a node that crashes', () => {
  it('is reported, and its pods fail and are replaced elsewhere', async () => {
    await installProgram();
    await store.create(resources.pods, pod('bomb', ['crash']));
    const bomb = await eventually(store, resources.pods, () =>
      podNamed('bomb')?.status?.phase === 'Failed' ? podNamed('bomb') : undefined,
    );
    expect(bomb.status).toMatchObject({ reason: 'NodeLost' });
    expect(troubles.join()).toContain('uncaught on purpose');
    await store.create(resources.pods, pod('next', ['serve', '8080']));
    expect((await running('next')).spec.nodeName).not.toBe(bomb.spec.nodeName);
  });
});
