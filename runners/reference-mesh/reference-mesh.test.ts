import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, type RigPod } from './testing/rig.ts';

let rig: Rig;
let client: RigPod;
let v1: RigPod;
let v2: RigPod;

beforeAll(async () => {
  rig = await Rig.start();
  [client, v1, v2] = await Promise.all([rig.pod('client'), rig.pod('v1'), rig.pod('v2')]);
});
afterAll(() => rig.stop());

function split(service: string, backends: Readonly<Record<string, number>>): void {
  rig.apply('trafficsplits', {
    apiVersion: 'split.smi-spec.io/v1alpha4',
    kind: 'TrafficSplit',
    metadata: { name: `${service}-split` },
    spec: {
      service,
      backends: Object.entries(backends).map(([name, weight]) => ({ service: name, weight })),
    },
  });
}

describe('the reference mesh', () => {
  it('carries requests to a Service, and says so', async () => {
    const plain = rig.service('plain', [v1]);
    await rig.until(async () => (await rig.request(client, plain)).pod === 'v1');
    const reply = await rig.request(client, plain, {
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

  it('splits by weight, exactly, and goes back when the split is gone', async () => {
    const root = rig.service('web', [v1]);
    rig.service('web-v1', [v1]);
    rig.service('web-v2', [v2]);
    split('web', { 'web-v1': 900, 'web-v2': 100 });
    await rig.until(async () => (await rig.tally(10, client, root))['v2'] === 1);
    expect(await rig.tally(100, client, root)).toEqual({ v1: 90, v2: 10 });
    rig.delete('trafficsplits', 'split.smi-spec.io', 'web-split');
    await rig.until(async () => (await rig.tally(10, client, root))['v1'] === 10);
  });
});
