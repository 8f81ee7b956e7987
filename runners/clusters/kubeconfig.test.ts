import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectContext } from './kubeconfig.ts';
import { kubeconfigFor } from './testing/fake-api.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = async (name: string, text: string): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
};
const only = (file: string) => ({ file, variable: undefined, home: folder });

describe('selectContext', () => {
  it('takes the current context of the named file', async () => {
    const selected = await selectContext(
      only(await write('a', kubeconfigFor('https://a:6443', 'a'))),
      undefined,
    );
    expect(selected).toMatchObject({ context: 'a', server: 'https://a:6443' });
  });

  it('falls back to .kube/config in the home folder', async () => {
    await write('.kube/config', kubeconfigFor('https://home:6443', 'home'));
    const selected = await selectContext({ file: undefined, variable: undefined, home: folder }, undefined);
    expect(selected.context).toBe('home');
  });

  it('merges the files of KUBECONFIG as kubectl does: the first wins, and missing files are passed over', async () => {
    const variable = [
      await write('a', kubeconfigFor('https://a:6443', 'a')),
      path.join(folder, 'missing'),
      await write('b', kubeconfigFor('https://b:6443', 'b')),
      await write('c', kubeconfigFor('https://not-this:6443', 'a')),
    ].join(path.delimiter);
    const source = { file: undefined, variable, home: folder };
    expect((await selectContext(source, undefined)).server).toBe('https://a:6443');
    expect((await selectContext(source, 'b')).server).toBe('https://b:6443');
  });

  it('reduces to the one context and makes paths absolute', async () => {
    const text = [
      'clusters:',
      '  - { name: x, cluster: { server: "https://x", certificate-authority: pki/ca.pem } }',
      '  - { name: y, cluster: { server: "https://y" } }',
      'users: [{ name: u, user: { client-key: ./key.pem, client-certificate: /etc/cert.pem } }]',
      'contexts:',
      '  - { name: one, context: { cluster: x, user: u } }',
      '  - { name: two, context: { cluster: y } }',
      'current-context: one',
    ].join('\n');
    const { kubeconfig } = await selectContext(only(await write('deep/config', text)), undefined);
    expect(parse(kubeconfig)).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'x',
          cluster: { server: 'https://x', 'certificate-authority': path.join(folder, 'deep/pki/ca.pem') },
        },
      ],
      users: [
        {
          name: 'u',
          user: { 'client-key': path.join(folder, 'deep/key.pem'), 'client-certificate': '/etc/cert.pem' },
        },
      ],
      contexts: [{ name: 'one', context: { cluster: 'x', user: 'u' } }],
      'current-context': 'one',
    });
  });

  it('names the nearest context when there is none of the name', async () => {
    const file = await write('a', kubeconfigFor('https://a:6443', 'staging'));
    await expect(selectContext(only(file), 'stagin')).rejects.toMatchObject({
      code: 'KUBECONFIG_UNKNOWN_CONTEXT',
      message: `There is no context "stagin" in ${file}; there is "staging". Did you mean "staging"?`,
    });
  });

  it('says where a file is not YAML', async () => {
    const file = await write('a', 'clusters:\n  - name: "x\n');
    await expect(selectContext(only(file), undefined)).rejects.toMatchObject({
      code: 'KUBECONFIG_MALFORMED',
      message: expect.stringMatching(/is not YAML: line \d+, column \d+: /) as string,
    });
  });

  it.each([
    ['a text', 'just words', 'KUBECONFIG_MALFORMED', 'unexpected shape'],
    ['an empty file', '', 'KUBECONFIG_NO_CONTEXT', 'No context is current'],
    ['clusters that are no list', 'clusters: 7', 'KUBECONFIG_MALFORMED', '"clusters"'],
    [
      'a context of no cluster',
      'contexts: [{ name: a, context: { cluster: gone } }]\ncurrent-context: a',
      'KUBECONFIG_MALFORMED',
      'names the cluster "gone"',
    ],
    [
      'a server that is no URL',
      'clusters: [{ name: c, cluster: { server: "" } }]\ncontexts: [{ name: a, context: { cluster: c } }]\ncurrent-context: a',
      'KUBECONFIG_MALFORMED',
      'needs a "server"',
    ],
  ])('refuses %s', async (_, text, code, words) => {
    const file = await write('a', text);
    await expect(selectContext(only(file), undefined)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  it('tells a folder from a file, and what is missing from what cannot be read', async () => {
    await expect(selectContext(only(folder), undefined)).rejects.toMatchObject({
      code: 'KUBECONFIG_UNREADABLE',
      message: expect.stringContaining('it is a folder') as string,
    });
    await expect(selectContext(only(path.join(folder, 'gone')), undefined)).rejects.toMatchObject({
      code: 'KUBECONFIG_MISSING',
    });
    const none = { file: undefined, variable: path.join(folder, 'gone'), home: folder };
    await expect(selectContext(none, undefined)).rejects.toMatchObject({
      code: 'KUBECONFIG_MISSING',
      message: expect.stringContaining('KUBECONFIG names') as string,
    });
  });
});
