import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fakePods } from '../contract/support/fake-pods.ts';
import { startApiServer, type ApiServer } from '../server.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer({
    host: '127.0.0.1',
    port: 0,
    clusterIps: { first: '10.96.0.1', last: '10.96.0.20' },
    runtime: fakePods,
  });
  const containers = [{ name: 'one', image: 'i' }];
  await server.store.create(
    { group: '', resource: 'pods' },
    { metadata: { name: 'a', namespace: 'default' }, spec: { containers } },
  );
  await server.store.create(
    { group: '', resource: 'pods' },
    {
      metadata: { name: 'b', namespace: 'default' },
      spec: { containers: [...containers, { name: 'two', image: 'i' }] },
    },
  );
});

afterAll(() => server.close());

interface Outcome {
  readonly protocol: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: unknown;
}

function exec(pod: string, query: string, protocols: readonly string[], stdin?: string): Promise<Outcome> {
  const token = /token: (\S+)/.exec(server.kubeconfig())?.[1] ?? '';
  const url = `${server.url.replace('https', 'wss')}/api/v1/namespaces/default/pods/${pod}/exec?${query}`;
  const socket = new WebSocket(url, [...protocols], {
    ca: server.caCertificate,
    headers: { authorization: `Bearer ${token}` },
  });
  const channels: string[] = ['', '', '', ''];
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      if (stdin === undefined) return;
      socket.send(Buffer.concat([Buffer.of(0), Buffer.from(stdin)]));
      socket.send(Buffer.of(255, 0));
    });
    socket.on('message', (data: Buffer) => {
      const channel = data[0] ?? 0;
      channels[channel] = (channels[channel] ?? '') + data.subarray(1).toString();
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => reject(new Error(`${response.statusCode ?? 0} ${body}`)));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [, stdout = '', stderr = '', status = ''] = channels;
      resolve({ protocol: socket.protocol, stdout, stderr, status: JSON.parse(status) as unknown });
    });
  });
}

describe('exec over a WebSocket', () => {
  test.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])(
    '%s carries output and the outcome',
    async (protocol) => {
      const outcome = await exec('a', 'command=echo&command=hello&stdout=true', [protocol]);
      expect(outcome).toMatchObject({ protocol, stdout: 'hello from one\n', status: { status: 'Success' } });
    },
  );

  test('prefers the newest protocol that is offered', async () => {
    const offered = ['v4.channel.k8s.io', 'v5.channel.k8s.io', 'v3.channel.k8s.io'];
    expect((await exec('a', 'command=echo&stdout=true', offered)).protocol).toBe('v5.channel.k8s.io');
  });

  test('ends standard input by the close frame', async () => {
    expect(
      (await exec('a', 'command=cat&stdin=true&stdout=true', ['v5.channel.k8s.io'], 'to and fro')).stdout,
    ).toBe('to and fro');
  });

  test('tells the exit code and standard error', async () => {
    const { stderr, status } = await exec('a', 'command=exit&command=7&stderr=true', ['v5.channel.k8s.io']);
    expect(stderr).toBe('leaving\n');
    expect(status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  });

  test('tells a program that is not there from one that fails', async () => {
    const { status } = await exec('a', 'command=nonsense&stdout=true', ['v5.channel.k8s.io']);
    expect(status).toMatchObject({ status: 'Failure', reason: 'InternalError', code: 500 });
  });

  test('refuses what cannot be run', async () => {
    const v5 = ['v5.channel.k8s.io'];
    await expect(exec('none', 'command=echo&stdout=true', v5)).rejects.toThrow('404');
    await expect(exec('b', 'command=echo&stdout=true', v5)).rejects.toThrow(
      'a container name must be specified for pod b, choose one of: [one two]',
    );
    await expect(exec('b', 'container=three&command=echo&stdout=true', v5)).rejects.toThrow(
      'container three is not valid for pod b',
    );
    await expect(exec('a', 'stdout=true', v5)).rejects.toThrow('at least 1 command');
    await expect(exec('a', 'command=echo&stdout=true', ['v1.example.com'])).rejects.toThrow(
      'v5.channel.k8s.io, v4.channel.k8s.io',
    );
    expect((await exec('b', 'container=two&command=echo&stdout=true', v5)).stdout).toBe(' from two\n');
  });
});
