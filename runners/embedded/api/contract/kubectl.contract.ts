import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApiServer, type ApiServer } from '../server.ts';
import { fakePods } from './support/fake-pods.ts';
import { Kubectl, kubectlVersion } from './support/kubectl.ts';
import { bird, birds, deployment, pod, service } from './support/objects.ts';

if (kubectlVersion === undefined)
  console.warn('No kubectl was found in PATH: what kubectl makes of the embedded API server was not tried.');

describe.skipIf(kubectlVersion === undefined)(`kubectl ${kubectlVersion ?? ''}`, () => {
  let server: ApiServer;
  let kubectl: Kubectl;
  const run = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await kubectl.run(words);
    expect(stderr, `kubectl ${words.join(' ')}`).toBe('');
    expect(code).toBe(0);
    return stdout;
  };
  const give = async (object: object, ...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await kubectl.run([...words, '-f', '-'], JSON.stringify(object));
    expect(stderr, `kubectl ${words.join(' ')}`).toBe('');
    expect(code).toBe(0);
    return stdout.trim();
  };
  const lines = (text: string): readonly (readonly string[])[] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/\s{2,}/));

  beforeAll(async () => {
    server = await startApiServer({
      host: '127.0.0.1',
      port: 0,
      clusterIps: { first: '10.96.0.1', last: '10.96.255.254' },
      runtime: fakePods,
    });
    kubectl = new Kubectl(server.kubeconfig());
  });
  afterAll(async () => {
    kubectl.close();
    await server.close();
  });

  test('get shows the columns of the kind', async () => {
    expect(lines(await run('get', 'namespaces')).map(([name, status]) => [name, status])).toEqual([
      ['NAME', 'STATUS'],
      ['default', 'Active'],
      ['kube-node-lease', 'Active'],
      ['kube-public', 'Active'],
      ['kube-system', 'Active'],
    ]);
    expect(lines(await run('get', 'svc', '-A'))[1]?.slice(0, 5)).toEqual([
      'default',
      'kubernetes',
      'ClusterIP',
      '10.96.0.1',
      '<none>',
    ]);
    expect(await run('get', 'ns', 'default', '-o', 'jsonpath={.status.phase}')).toBe('Active');
  });

  test('apply, from the client and from the server', async () => {
    expect(await give(deployment('a'), 'apply')).toBe('deployment.apps/a created');
    expect(await give(deployment('a'), 'apply')).toBe('deployment.apps/a unchanged');
    expect(await give(deployment('a', { replicas: 3 }), 'apply')).toBe('deployment.apps/a configured');
    expect(await give(service('a'), 'apply', '--server-side')).toBe('service/a serverside-applied');
    const { code, stderr } = await kubectl.run(
      ['apply', '--server-side', '--field-manager=other', '-f', '-'],
      JSON.stringify(service('a', { type: 'NodePort' })),
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const conflict = await kubectl.run(
      ['apply', '--server-side', '--field-manager=third', '-f', '-'],
      JSON.stringify(service('a', { selector: { app: 'b' } })),
    );
    expect(conflict.code).toBe(1);
    expect(conflict.stderr).toContain('conflict with "kubectl": .spec.selector');
    expect(await run('get', 'deploy', 'a', '-o', 'jsonpath={.spec.replicas}')).toBe('3');
    expect(await give(deployment('a'), 'diff').catch(() => 'differs')).toBe('differs');
    expect(await run('scale', 'deploy', 'a', '--replicas=1')).toContain('deployment.apps/a scaled');
  });

  test('a custom kind: apply, short name, columns, validation, explain', async () => {
    const { definition, apiVersion } = birds('kubectl');
    expect(await give(definition, 'apply')).toContain('created');
    await run('wait', '--for=condition=Established', 'crd', definition.metadata.name, '--timeout=10s');
    expect(await give(bird(apiVersion, 'tit', { colour: 'red' }), 'apply')).toContain(
      'bird.gkubectl.example.com/tit created',
    );
    expect(await give(bird(apiVersion, 'tit', { colour: 'blue' }), 'apply')).toContain('configured');
    expect(lines(await run('get', 'bd', '-o', 'wide'))[1]?.slice(0, 3)).toEqual(['tit', 'blue', '3']);
    const refused = await kubectl.run(
      ['apply', '-f', '-'],
      JSON.stringify(bird(apiVersion, 'tit', { colour: 'green' })),
    );
    expect(refused.stderr).toContain(
      'The Bird "tit" is invalid: spec.colour: Unsupported value: "green": supported values: "red", "blue"',
    );
    const unknown = await kubectl.run(
      ['apply', '-f', '-'],
      JSON.stringify(bird(apiVersion, 'wren', { colour: 'red', size: 1 })),
    );
    expect(unknown.stderr).toContain('strict decoding error: unknown field "spec.size"');
    expect(await run('explain', 'birds.spec.colour')).toMatch(/ENUM:\s+red\s+blue/);
    expect(await run('delete', 'bd', 'tit')).toContain('deleted');
    expect(await run('delete', 'crd', definition.metadata.name)).toContain('deleted');
  });

  test('get -w shows changes as they come', async () => {
    const watching = kubectl.until(['get', 'configmaps', '-w', '--output-watch-events'], (seen) =>
      /DELETED\s+watched/.test(seen),
    );
    const configMaps = { group: '', resource: 'configmaps' };
    const stop = setInterval(() => {
      void server.store
        .create(configMaps, { metadata: { name: 'watched', namespace: 'default' } })
        .then(() => server.store.delete(configMaps, 'default', 'watched'));
    }, 100);
    const { stdout } = await watching;
    clearInterval(stop);
    expect(stdout).toMatch(/ADDED\s+watched/);
    expect(stdout).toMatch(/DELETED\s+watched/);
  });

  test('describe', async () => {
    await give(service('described'), 'apply');
    expect(await run('describe', 'service', 'described')).toMatch(/TargetPort:\s+8080\/TCP/);
    expect(await run('describe', 'namespace', 'default')).toMatch(/Status:\s+Active/);
    await give(pod('described'), 'create');
    expect(await run('describe', 'pod', 'described')).toMatch(/Service Account:\s+default/);
  });

  test('exec and logs', async () => {
    await give(pod('a'), 'create');
    expect(await run('exec', 'a', '--', 'echo', 'hello', 'world')).toBe('hello world from agent\n');
    const fed = await kubectl.run(['exec', '-i', 'a', '-c', 'agent', '--', 'cat'], 'to and fro');
    expect(fed).toEqual({ code: 0, stdout: 'to and fro', stderr: '' });
    const left = await kubectl.run(['exec', 'a', '--', 'exit', '7']);
    expect(left.code).toBe(7);
    expect(left.stderr).toContain('leaving');
    const missing = await kubectl.run(['exec', 'a', '--', 'nonsense']);
    expect(missing.stderr).toContain('executable file not found in $PATH');
    expect(await run('logs', 'a')).toBe('one\ntwo\nthree\n');
    expect(await run('logs', 'a', '--tail=1')).toBe('three\n');
  });

  test('create, label, annotate, patch, delete', async () => {
    await give({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'temporary' } }, 'create');
    expect(await run('label', 'ns', 'temporary', 'a=b')).toContain('labeled');
    expect(await run('annotate', 'ns', 'temporary', 'a=b')).toContain('annotated');
    expect(await run('patch', 'ns', 'temporary', '-p', '{"metadata":{"labels":{"c":"d"}}}')).toContain(
      'patched',
    );
    expect(await run('get', 'ns', '-l', 'a=b,c in (d)', '-o', 'name')).toBe('namespace/temporary\n');
    expect(await run('delete', 'ns', 'temporary')).toContain('deleted');
    const gone = await kubectl.run(['get', 'ns', 'temporary']);
    expect(gone.stderr).toBe('Error from server (NotFound): namespaces "temporary" not found\n');
  });

  test('sub-commands that send protobuf', async () => {
    expect(await run('create', 'namespace', 'typed')).toBe('namespace/typed created\n');
    expect(await run('create', 'configmap', 'typed', '--from-literal=a=b')).toBe('configmap/typed created\n');
    expect(await run('get', 'configmap', 'typed', '-o', 'jsonpath={.data.a}')).toBe('b');
    expect(await run('create', 'secret', 'generic', 'typed', '--from-literal=a=b')).toBe(
      'secret/typed created\n',
    );
    expect(await run('create', 'serviceaccount', 'typed')).toBe('serviceaccount/typed created\n');
    expect((await run('create', 'token', 'typed', '--duration=1h')).split('.')).toHaveLength(3);
    expect(await run('create', 'clusterrole', 'typed', '--verb=list', '--resource=pods')).toContain(
      'created',
    );
    const account = 'system:serviceaccount:default:typed';
    expect((await kubectl.run(['auth', 'can-i', 'list', 'pods', `--as=${account}`])).stdout).toBe('no\n');
    expect(
      await run(
        'create',
        'clusterrolebinding',
        'typed',
        '--clusterrole=typed',
        '--serviceaccount=default:typed',
      ),
    ).toContain('created');
    expect(await run('auth', 'can-i', 'list', 'pods', `--as=${account}`)).toBe('yes\n');
    expect(await run('auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')).toBe(
      'kubernetes-admin',
    );
  });

  test('api-resources and api-versions', async () => {
    expect(await run('api-resources', '--api-group=apps', '-o', 'name')).toBe(
      'daemonsets.apps\ndeployments.apps\nreplicasets.apps\n',
    );
    expect((await run('api-versions')).split('\n')).toContain('rbac.authorization.k8s.io/v1');
  });
});
