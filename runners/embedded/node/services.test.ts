import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  conditionOf,
  isReady,
  resources,
  type Deployment,
  type EndpointSlice,
  type Pod,
} from '../controllers/objects/index.ts';
import { eventually } from '../testing/eventually.ts';
import { echoPod, namespace, TestFleet } from '../testing/fleet.ts';

let fleet: TestFleet;

beforeEach(async () => {
  fleet = await TestFleet.start();
  await fleet.installProgram();
});

afterEach(() => fleet.close());

/** A Deployment `web` of the echo server, its port named, its readiness probed. */
function webDeployment(port: number, replicas: number): Record<string, unknown> & Pick<Deployment, 'spec'> {
  const { metadata, spec } = echoPod('web', ['serve', String(port)], {
    ports: [{ name: 'web', containerPort: port }],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    readinessProbe: { tcpSocket: { port: 'web' } },
  });
  const template = { metadata, spec } as unknown as Deployment['spec']['template'];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { replicas, selector: { matchLabels: metadata.labels }, template },
  };
}

const rolledOut = (count: number): Promise<NonNullable<Deployment['status']>> =>
  eventually(fleet.store, resources.deployments, () => {
    const { status = {}, metadata } = fleet.store.get(resources.deployments, namespace, 'web') as Deployment;
    if (status['observedGeneration'] !== metadata.generation) return undefined;
    const counts = [status['availableReplicas'], status['replicas'], status['updatedReplicas']];
    return counts.every((replicas) => replicas === count) ? status : undefined;
  });

const webPods = (): readonly Pod[] =>
  (fleet.store.list(resources.pods, namespace) as Pod[]).filter(
    (pod) => pod.metadata.labels?.['app'] === 'web' && pod.metadata.deletionTimestamp === undefined,
  );

const changeDeployment = (spec: Partial<Deployment['spec']>) =>
  fleet.store.modify(resources.deployments, namespace, 'web', (current) => ({
    ...current,
    spec: { ...(current as Deployment).spec, ...spec },
  }));

describe('a deployment behind a service', () => {
  it('is reached by name on every pod, and refuses when it has none', async () => {
    await fleet.createPod(echoPod('client', ['serve', '9999']));
    await fleet.running('client');
    await fleet.store.create(resources.deployments, webDeployment(8080, 2));
    await fleet.store.create(resources.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: {
        clusterIP: fleet.serviceAddress(7),
        selector: { app: 'web' },
        ports: [{ port: 6080, targetPort: 'web' }],
      },
    });
    const status = await rolledOut(2);
    expect(conditionOf(status.conditions, 'Available')?.status).toBe('True');
    expect(webPods().every(isReady)).toBe(true);
    expect(new Set(webPods().map((pod) => pod.spec.nodeName)).size).toBe(2);

    const answers = await fleet.exec('client', ['dial', 'web', '6080', '40']);
    expect(answers.err).toBe('');
    const answered = new Set(
      answers.out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
    expect(answered).toEqual(new Set(webPods().map((pod) => pod.metadata.name)));

    await changeDeployment({ replicas: 0 });
    await rolledOut(0);
    await eventually(fleet.store, resources.endpointSlices, () => {
      const slices = fleet.store.list(resources.endpointSlices, namespace);
      return slices.every((slice) => ((slice as EndpointSlice).endpoints ?? []).length === 0)
        ? true
        : undefined;
    });
    expect(await fleet.exec('client', ['dial', 'web.test', '6080'])).toMatchObject({ err: 'ECONNREFUSED\n' });
    expect(await fleet.exec('client', ['dial', 'nobody', '6080'])).toMatchObject({ err: 'ENOTFOUND\n' });
  });

  it('replaces every pod when its template changes', async () => {
    await fleet.store.create(resources.deployments, webDeployment(8080, 3));
    await rolledOut(3);
    const before = new Set(webPods().map((pod) => pod.metadata.uid));
    await changeDeployment(webDeployment(8081, 3).spec);
    await rolledOut(3);
    const after = webPods();
    expect(after).toHaveLength(3);
    expect(after.filter((pod) => before.has(pod.metadata.uid))).toEqual([]);
    expect(after.every(isReady)).toBe(true);
  });
});
