import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentCluster } from './current.ts';
import { accessReview, fakeApi, kubeconfigFor } from './testing/fake-api.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'current-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const providerFor = async (kubeconfig: string) => {
  const file = path.join(folder, 'config');
  await writeFile(file, kubeconfig);
  return currentCluster({ source: { file, variable: undefined, home: folder }, context: undefined });
};
const never = new AbortController().signal;

describe('currentCluster', () => {
  it('hands out the kubeconfig and facts of a cluster that can be used', async () => {
    await using api = await fakeApi();
    const cluster = await (await providerFor(api.kubeconfig)).start(never);
    expect(cluster.title).toBe(`context "fake" (${api.server})`);
    expect(cluster.facts).toEqual({
      kubernetes: 'v1.34.4',
      nodes: '2',
      containerRuntime: 'containerd://2.0.0',
      architecture: 'amd64',
    });
    expect(cluster.kubeconfig).toContain(api.server);
    await cluster.stop();
  });

  it('does without facts about nodes that may not be seen', async () => {
    await using api = await fakeApi({
      'GET /api/v1/nodes': {
        status: 403,
        body: { kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' },
      },
    });
    const cluster = await (await providerFor(api.kubeconfig)).start(never);
    expect(cluster.facts).toEqual({ kubernetes: 'v1.34.4' });
  });

  it('says that the user may not create namespaces, with the server’s reason', async () => {
    await using api = await fakeApi({
      [accessReview]: { status: 201, body: { status: { allowed: false, reason: 'RBAC: role missing' } } },
    });
    await expect((await providerFor(api.kubeconfig)).start(never)).rejects.toMatchObject({
      name: 'EnvironmentError',
      code: 'NO_PERMISSION',
      message: expect.stringMatching(/may not create namespaces on http.*RBAC: role missing/) as string,
    });
  });

  it('says that the credentials are not accepted', async () => {
    await using api = await fakeApi({
      'GET /version': {
        status: 401,
        body: { kind: 'Status', code: 401, reason: 'Unauthorized', message: 'Unauthorized' },
      },
    });
    await expect((await providerFor(api.kubeconfig)).start(never)).rejects.toMatchObject({
      code: 'API_UNAUTHORIZED',
    });
  });

  it('says that nothing answers at the address', async () => {
    const api = await fakeApi();
    const { kubeconfig, server } = api;
    await api[Symbol.asyncDispose]();
    await expect((await providerFor(kubeconfig)).start(never)).rejects.toMatchObject({
      code: 'API_UNREACHABLE',
      message: expect.stringContaining(server) as string,
    });
  });

  it('says that a certificate file is missing', async () => {
    const text = kubeconfigFor('https://127.0.0.1:1').replace(
      'token: secret',
      'client-certificate: gone.pem, client-key: gone.pem',
    );
    await expect((await providerFor(text)).start(never)).rejects.toMatchObject({
      code: 'KUBECONFIG_CREDENTIALS',
    });
  });

  it('gives up with the signal’s reason', async () => {
    await using api = await fakeApi();
    const reason = new Error('interrupted');
    await expect((await providerFor(api.kubeconfig)).start(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
