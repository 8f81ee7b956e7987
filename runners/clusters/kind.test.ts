import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindCluster, type KindOptions } from './kind.ts';
import { EnvironmentError } from './provider.ts';
import { kubeconfigFor } from './testing/fake-api.ts';

/**
 * A program that stands for kind: it keeps the names of its clusters in a file and writes down how it was called. FAKE_KIND
 * says what goes wrong.
 */
const program = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const folder = __dirname;
const state = path.join(folder, 'clusters');
const clusters = () => (fs.existsSync(state) ? fs.readFileSync(state, 'utf8').split('\\n').filter(Boolean) : []);
const args = process.argv.slice(2);
fs.appendFileSync(path.join(folder, 'calls'), args.join(' ') + '\\n');
const name = args[args.indexOf('--name') + 1];
const fail = (text) => { console.error(text); process.exit(1); };
const trouble = process.env.FAKE_KIND ?? '';
switch (args.slice(0, 2).join(' ')) {
  case 'get clusters':
    if (trouble === 'no-docker') fail('ERROR: failed to list clusters: command "docker ps -a" failed with error: exec: "docker": executable file not found in $PATH');
    if (clusters().length === 0) console.error('No kind clusters found.');
    else console.log(clusters().join('\\n'));
    break;
  case 'create cluster':
    if (trouble === 'taken') fail('ERROR: failed to create cluster: node(s) already exist for a cluster with the name "' + name + '"');
    fs.appendFileSync(state, name + '\\n');
    console.error('Creating cluster "' + name + '" ...');
    if (trouble === 'no-image') fail('ERROR: failed to create cluster: failed to pull image');
    if (trouble === 'slow') { fs.writeFileSync(path.join(folder, 'creating'), ''); setInterval(() => {}, 1000); }
    break;
  case 'delete cluster':
    if (trouble === 'undeletable') fail('ERROR: failed to delete cluster');
    fs.writeFileSync(state, clusters().filter((one) => one !== name).join('\\n'));
    break;
  case 'get kubeconfig':
    if (trouble === 'no-kubeconfig' || trouble === 'undeletable') fail('ERROR: could not locate any control plane nodes');
    console.log(fs.readFileSync(path.join(folder, 'kubeconfig'), 'utf8'));
    break;
  default:
    fail('unknown ' + args.join(' '));
}
`;

let folder = '';
let clusterName = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kind-test-'));
  // Names are claimed for the whole machine: tests in other checkouts must not meet.
  clusterName = path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '0');
  const binary = path.join(folder, 'kind');
  await writeFile(binary, program);
  await chmod(binary, 0o755);
  await writeFile(path.join(folder, 'kubeconfig'), kubeconfigFor('https://127.0.0.1:6443', 'kind'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const provider = (trouble = '', options: Partial<KindOptions> = {}) =>
  kindCluster({
    clusterName,
    image: undefined,
    keep: false,
    command: { binary: path.join(folder, 'kind'), environment: { FAKE_KIND: trouble } },
    inspect: () => Promise.resolve({ kubernetes: 'v1.34.4' }),
    ...options,
  });
const lines = async (file: string): Promise<readonly string[]> =>
  (await readFile(path.join(folder, file), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
const never = new AbortController().signal;

describe('kindCluster', () => {
  it('makes a cluster with the image, away from the user’s kubeconfig, and deletes it at the end', async () => {
    const cluster = await provider('', { image: 'kindest/node:v1.34.4' }).start(never);
    expect(cluster.title).toBe(`kind cluster "${clusterName}"`);
    expect(cluster.facts).toEqual({ kubernetes: 'v1.34.4', kindCluster: 'made for this run' });
    expect(cluster.kubeconfig).toContain('current-context: kind');
    const [create = ''] = (await lines('calls')).filter((call) => call.startsWith('create'));
    expect(create).toMatch(/--kubeconfig \S*smi-conformance-kind-\S+/);
    expect(create).toContain('--image kindest/node:v1.34.4');
    await Promise.all([cluster.stop(), cluster.stop()]);
    expect(await lines('clusters')).toEqual([]);
    expect((await lines('calls')).filter((call) => call.startsWith('delete'))).toHaveLength(1);
  });

  it('keeps the cluster it made when asked to', async () => {
    const cluster = await provider('', { keep: true }).start(never);
    await cluster.stop();
    expect(await lines('clusters')).toEqual([clusterName]);
  });

  it('uses a cluster that is there, and leaves it', async () => {
    await writeFile(path.join(folder, 'clusters'), `other\n${clusterName}\n`);
    const cluster = await provider().start(never);
    expect(cluster.facts['kindCluster']).toBe('reused');
    await cluster.stop();
    expect(await lines('clusters')).toEqual(['other', clusterName]);
  });

  it('refuses a second run on a cluster in use, and lets it in afterwards', async () => {
    const first = await provider().start(never);
    await expect(provider().start(never)).rejects.toMatchObject({ code: 'KIND_CLUSTER_IN_USE' });
    await first.stop();
    await (await provider().start(never)).stop();
  });

  it.each([
    [
      'no-docker',
      'CONTAINER_ENGINE_MISSING',
      /Docker is not installed.*docker info.*executable file not found/,
    ],
    ['no-image', 'KIND_CREATE_FAILED', /failed to pull image/],
    ['no-kubeconfig', 'KIND_KUBECONFIG_FAILED', /could not locate any control plane nodes/],
    ['taken', 'KIND_CLUSTER_TAKEN', /came into being/],
  ])('leaves nothing behind when it fails: %s', async (trouble, code, message) => {
    await expect(provider(trouble, { keep: true }).start(never)).rejects.toMatchObject({
      name: 'EnvironmentError',
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await lines('clusters')).toEqual([]);
    await (await provider().start(never)).stop();
  });

  it('does not delete a cluster that somebody else made in between', async () => {
    await expect(provider('taken').start(never)).rejects.toThrow(EnvironmentError);
    expect((await lines('calls')).filter((call) => call.startsWith('delete'))).toEqual([]);
  });

  it('keeps what kind wrote in the cause', async () => {
    const error: unknown = await provider('no-image')
      .start(never)
      .catch((thrown: unknown) => thrown);
    expect((error as Error).cause).toMatchObject({
      message: expect.stringContaining('Creating cluster') as string,
    });
  });

  it('deletes the cluster when it cannot be used', async () => {
    const unusable = new EnvironmentError('API_UNREACHABLE', 'no answer');
    await expect(provider('', { inspect: () => Promise.reject(unusable) }).start(never)).rejects.toBe(
      unusable,
    );
    expect(await lines('clusters')).toEqual([]);
  });

  it('tells both troubles when cleaning up fails too', async () => {
    await expect(provider('undeletable').start(never)).rejects.toMatchObject({
      code: 'KIND_CLEANUP_FAILED',
      message: expect.stringMatching(
        /control plane nodes.*failed to delete.*kind delete cluster --name/s,
      ) as string,
    });
  });

  it('deletes what it made by half when it is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const starting = provider('slow').start(controller.signal);
    starting.catch(() => undefined);
    await expect
      .poll(() => readFile(path.join(folder, 'creating'), 'utf8').catch(() => undefined), { timeout: 10_000 })
      .toBe('');
    controller.abort(reason);
    await expect(starting).rejects.toBe(reason);
    expect(await lines('clusters')).toEqual([]);
  });

  it('says that kind is missing and what to do', async () => {
    const missing = provider('', { command: { binary: path.join(folder, 'no-such-kind') } });
    await expect(missing.start(never)).rejects.toMatchObject({
      code: 'KIND_MISSING',
      message: expect.stringContaining('Install kind') as string,
    });
  });

  it.each(['', 'Upper', 'a b', '-x', 'x'.repeat(51)])('refuses "%s" as a name', async (name) => {
    await expect(provider('', { clusterName: name }).start(never)).rejects.toMatchObject({
      code: 'KIND_CLUSTER_NAME',
    });
  });
});
