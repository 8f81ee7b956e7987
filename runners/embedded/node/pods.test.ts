import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../controllers/objects/index.ts';
import { echoPod, TestFleet } from '../testing/fleet.ts';

let fleet: TestFleet;

beforeEach(async () => {
  fleet = await TestFleet.start();
});

afterEach(() => fleet.close());

const onlyContainer = (pod: Pod): ContainerStatus | undefined => pod.status?.containerStatuses?.[0];

describe('a pod on an embedded node', () => {
  it('waits for its ConfigMap, then runs', async () => {
    await fleet.createPod(echoPod('patient', ['serve', '8080']));
    const waiting = await fleet.podThat('patient', (pod) => onlyContainer(pod) !== undefined);
    expect(onlyContainer(waiting)?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    expect(waiting.status?.phase).toBe('Pending');
    await fleet.installProgram();
    const begun = await fleet.running('patient');
    expect(begun.status?.podIP).toMatch(/^127\.\d+\.16\.\d+$/);
    expect(onlyContainer(begun)).toMatchObject({ ready: true, started: true, restartCount: 0 });
  });

  it('has its environment, its files and its service account', async () => {
    await fleet.installProgram();
    const env = [
      { name: 'PLAIN', value: 'for $(HOSTNAME)' },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ];
    await fleet.createPod(echoPod('host', ['serve', '8080'], { env }));
    const { status, spec } = await fleet.running('host');
    const seen = await fleet.exec('host', ['env', 'PLAIN', 'IP', 'LABEL', 'NODE', 'KUBERNETES_SERVICE_PORT']);
    expect(seen.out).toBe(`for host ${status?.podIP ?? ''} host ${spec.nodeName ?? ''} 6443`);
    const token = await fleet.exec('host', ['read', '/var/run/secrets/kubernetes.io/serviceaccount/token']);
    expect(token.out).toBe('token of default');
    const missing = await fleet.exec('host', ['read', '/nowhere']);
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('ENOENT');
  });

  it('carries large streams both ways, and the exit code', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('host', ['serve', '8080']));
    await fleet.running('host');
    const text = 'x'.repeat(5_000_000);
    expect(await fleet.exec('host', ['cat'], text)).toEqual({ code: 0, out: text, err: '' });
    expect((await fleet.exec('host', ['exit', '7'])).code).toBe(7);
  });

  it.each([
    ['another program than Node', ['sh', '-c', 'true']],
    ['a file that is not there', ['node', '/smi/other.mjs']],
  ])('refuses to execute %s', async (_what, command) => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('host', ['serve', '8080']));
    await fleet.running('host');
    await expect(fleet.execCommand('host', command)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('runs its init containers first, and not itself when one fails', async () => {
    await fleet.installProgram();
    const { spec } = echoPod('init', ['exit', '4']);
    const initContainers = (spec['containers'] as Record<string, unknown>[]).map((c) => ({
      ...c,
      name: 'setup',
    }));
    await fleet.createPod(echoPod('late', ['serve', '8080'], {}, { initContainers, restartPolicy: 'Never' }));
    const failed = await fleet.podThat('late', (pod) => pod.status?.phase === 'Failed');
    expect(failed.status?.['initContainerStatuses']).toMatchObject([
      { state: { terminated: { exitCode: 4 } } },
    ]);
    expect(onlyContainer(failed)?.state).toHaveProperty('waiting');
  });
});

describe('a container that ends', () => {
  it('is restarted, with its last state and its log', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('flaky', ['exit', '3']));
    const crashed = await fleet.podThat('flaky', (pod) => {
      const container = onlyContainer(pod);
      return container !== undefined && 'waiting' in container.state && container.restartCount === 1;
    });
    expect(onlyContainer(crashed)?.state).toMatchObject({ waiting: { reason: 'CrashLoopBackOff' } });
    expect(onlyContainer(crashed)?.lastState).toMatchObject({ terminated: { exitCode: 3, reason: 'Error' } });
    expect(await fleet.logs('flaky')).toBe('exiting\nexiting\n');
  });

  it('stays ended when it is not to be restarted', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('good', ['exit', '0'], {}, { restartPolicy: 'Never' }));
    await fleet.createPod(echoPod('bad', ['fail'], {}, { restartPolicy: 'Never' }));
    const good = await fleet.podThat('good', (pod) => pod.status?.phase === 'Succeeded');
    expect(onlyContainer(good)?.state).toMatchObject({ terminated: { exitCode: 0, reason: 'Completed' } });
    const bad = await fleet.podThat('bad', (pod) => pod.status?.phase === 'Failed');
    expect(onlyContainer(bad)?.state).toMatchObject({ terminated: { exitCode: 1, reason: 'Error' } });
    expect(await fleet.logs('bad')).toContain('told to fail');
  });

  it.each(['crash', 'reject'])('fails alone when an error escapes from its program (%s)', async (how) => {
    await fleet.installProgram();
    const neighbours = ['left', 'right'];
    for (const name of neighbours) await fleet.createPod(echoPod(name, ['serve', '8080']));
    await Promise.all(neighbours.map((name) => fleet.running(name)));
    await fleet.createPod(echoPod('bad', [how], {}, { restartPolicy: 'Never' }));
    await fleet.podThat('bad', (pod) => pod.status?.phase === 'Failed');
    expect(await fleet.logs('bad')).toContain('on purpose');
    expect(neighbours.map((name) => fleet.pod(name)?.status?.phase)).toEqual(['Running', 'Running']);
    expect(fleet.troubles).toEqual([]);
  });

  it('is gone after deletion, also when its program is deaf', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('deaf', ['deaf'], {}, { terminationGracePeriodSeconds: 0 }));
    await fleet.running('deaf');
    await fleet.store.delete({ group: '', resource: 'pods' }, 'test', 'deaf');
    await fleet.gone('deaf');
    expect(await fleet.firstTrouble).toContain('did not stop');
  });

  it('is gone after deletion in the foreground, once nothing holds it', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('front', ['serve', '8080']));
    await fleet.running('front');
    await fleet.store.delete({ group: '', resource: 'pods' }, 'test', 'front', {
      propagationPolicy: 'Foreground',
    });
    await fleet.gone('front');
    expect(fleet.troubles).toEqual([]);
  });

  it('never could start when its command is unknown, and says so', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('odd', [], { command: ['python3'] }, { restartPolicy: 'Never' }));
    const odd = await fleet.podThat('odd', (pod) => pod.status?.phase === 'Failed');
    expect(onlyContainer(odd)?.state).toMatchObject({ terminated: { exitCode: 128, reason: 'StartError' } });
  });
});

describe('a node whose thread ends', () => {
  it('is reported; its pods fail, and new ones go elsewhere', async () => {
    await fleet.installProgram();
    await fleet.createPod(echoPod('bomb', ['explode']));
    const bomb = await fleet.podThat('bomb', (pod) => pod.status?.phase === 'Failed');
    expect(bomb.status).toMatchObject({ reason: 'NodeLost' });
    expect(fleet.troubles.join()).toContain('exited with code 9');
    await fleet.createPod(echoPod('next', ['serve', '8080']));
    expect((await fleet.running('next')).spec.nodeName).not.toBe(bomb.spec.nodeName);
    await fleet.store.delete({ group: '', resource: 'pods' }, 'test', 'bomb');
    await fleet.gone('bomb');
  });
});
