import { describe } from 'vitest';
import { contracts } from './support/contract.ts';
import { bird, birds, configMap, deployment, service } from './support/objects.ts';
import { refusal, type Reply } from './support/session.ts';

const contract = contracts('patches');

describe('JSON patch', () => {
  contract('changes fields', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('a'));
    const patch = (operations: unknown): Promise<object> =>
      cluster.patch(cluster.path('configmaps', 'a'), { type: 'json' }, operations);
    return [
      await patch([
        { op: 'add', path: '/data/size', value: 'small' },
        { op: 'test', path: '/data/colour', value: 'red' },
        { op: 'replace', path: '/data/colour', value: 'blue' },
      ]),
      await patch([{ op: 'move', from: '/data/size', path: '/data/s~1ze' }]).then(
        (reply) => (reply as { readonly code: number }).code,
      ),
      await patch([{ op: 'remove', path: '/data/size' }]),
    ];
  });
  contract('that cannot be done', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('a'));
    const patch = (operations: unknown): Promise<object> =>
      cluster.patch(cluster.path('configmaps', 'a'), { type: 'json' }, operations).then(refusal);
    return [
      await patch([{ op: 'test', path: '/data/colour', value: 'green' }]),
      await patch([{ op: 'remove', path: '/data/none' }]),
      await patch([{ op: 'replace', path: '/data/none', value: 1 }]),
      await patch({ data: {} }),
      await patch([{ op: 'odd', path: '/data' }]),
      await patch([{ op: 'replace', path: '/data', value: 'text' }]),
      await patch([{ op: 'replace', path: '/metadata/name', value: 'other' }]),
    ];
  });
});

describe('merge patch', () => {
  contract('merges objects and replaces lists', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(
      cluster.path(path),
      bird(apiVersion, 'a', { colour: 'red', tags: ['a', 'b'], notes: { a: 1, b: { c: 2 } } }),
    );
    return [
      await cluster.patch(
        cluster.path(path, 'a'),
        { type: 'merge' },
        {
          spec: { tags: ['c'], notes: { a: null, b: { d: 3 } } },
          metadata: { annotations: { 'a.b/c': 'd' } },
        },
      ),
      await cluster.patch(cluster.path(path, 'a'), { type: 'merge' }, { spec: { colour: null } }),
      await cluster.patch(cluster.path(path, 'a'), { type: 'merge' }, {}),
      await cluster.patch(cluster.path(path, 'a'), { type: 'strategic' }, {}),
    ];
  });
});

describe('strategic merge patch', () => {
  contract('merges lists by their key', async (cluster) => {
    await cluster.post(cluster.path('apps/v1/deployments'), deployment('a'));
    const patch = (template: object): Promise<unknown> =>
      cluster
        .patch(
          cluster.path('apps/v1/deployments', 'a'),
          { type: 'strategic' },
          { spec: { template: { spec: template } } },
        )
        .then(({ code, body }) => ({ code, spec: code === 200 ? body['spec'] : body }));
    return [
      await patch({ containers: [{ name: 'agent', image: 'node:22-slim' }] }),
      await patch({
        containers: [{ name: 'side-car', image: 'node:20-slim', env: [{ name: 'A', value: 'b' }] }],
      }),
      await patch({
        containers: [
          {
            name: 'agent',
            env: [
              { name: 'AGENT_WORKLOAD', value: 'v2' },
              { name: 'NEW', value: 'x' },
              { name: 'POD_NAME', $patch: 'delete' },
            ],
          },
        ],
      }),
      await patch({ containers: [{ name: 'agent', ports: [{ containerPort: 9090, name: 'other' }] }] }),
      await patch({
        $setElementOrder: undefined,
        '$setElementOrder/containers': [{ name: 'agent' }, { name: 'side-car' }],
        containers: [{ name: 'side-car', args: ['a'] }],
      }),
      await patch({ containers: [{ name: 'side-car', $patch: 'delete' }] }),
      await patch({ volumes: [{ name: 'program', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] }),
      await patch({ terminationGracePeriodSeconds: null, nodeSelector: { a: 'b' } }),
      await patch({ containers: [{ $patch: 'replace' }, { name: 'only', image: 'c' }] }),
    ];
  });
  contract('of a Service and of metadata', async (cluster) => {
    await cluster.post(cluster.path('services'), service('a'));
    return [
      await cluster.patch(
        cluster.path('services', 'a'),
        { type: 'strategic' },
        { metadata: { finalizers: ['a.example.com/b'] }, spec: { ports: [{ port: 81, name: 'more' }] } },
      ),
      await cluster.patch(
        cluster.path('services', 'a'),
        { type: 'strategic' },
        {
          metadata: { '$deleteFromPrimitiveList/finalizers': ['a.example.com/b'] },
          spec: { ports: [{ port: 80, $patch: 'delete' }], selector: null },
        },
      ),
    ];
  });
});

describe('server-side apply', () => {
  contract('creates, takes over and takes away', async (cluster) => {
    const path = cluster.path('configmaps', 'a');
    const apply = (manager: string, data: object, more = ''): Promise<Reply> =>
      cluster.patch(
        path,
        { type: 'apply', query: `?fieldManager=${manager}${more}` },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data },
      );
    return [
      await apply('one', { a: '1', b: '1' }),
      await apply('one', { a: '1', b: '1' }),
      await apply('two', { a: '1', c: '2' }),
      await apply('two', { b: '2' }),
      await apply('two', { b: '2' }, '&force=true'),
      await apply('one', { a: '3' }),
      await apply('one', {}),
      await cluster.patch(
        path,
        { type: 'merge', query: '?fieldManager=three' },
        { data: { b: '3', d: '3' } },
      ),
      await apply('two', { b: '4', d: '4' }).then(refusal),
      await apply('two', { b: '3' }),
    ];
  });
  contract('lists with keys', async (cluster) => {
    const path = cluster.path('apps/v1/deployments', 'a');
    const container = (name: string, more: object = {}): object => ({
      name,
      image: 'node:20-slim',
      ...more,
    });
    const apply = (manager: string, containers: readonly object[], spec: object = {}): Promise<unknown> =>
      cluster.patch(
        path,
        { type: 'apply', query: `?fieldManager=${manager}` },
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'a', labels: { [manager]: 'x' } },
          spec: {
            selector: { matchLabels: { app: 'a' } },
            template: { metadata: { labels: { app: 'a' } }, spec: { containers } },
            ...spec,
          },
        },
      );
    return [
      await apply(
        'one',
        [container('a', { ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }] })],
        { replicas: 1 },
      ),
      await apply('two', [container('b')]),
      await apply('two', [
        container('a', { env: [{ name: 'B', value: '2' }] }),
        container('b', { args: ['x'] }),
      ]),
      await apply('one', [container('a', { ports: [{ containerPort: 81 }] })]),
      await apply('two', [container('a', { image: 'other' })]).then((reply) => refusal(reply as never)),
      await apply('two', []),
    ];
  });
  contract('custom objects and status', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const apply = (manager: string, spec: object, name = 'a'): Promise<object> =>
      cluster.patch(
        cluster.path(path, name),
        { type: 'apply', query: `?fieldManager=${manager}` },
        { ...bird(apiVersion, 'a', spec as never) },
      );
    return [
      await apply('one', {
        colour: 'red',
        songs: [{ title: 'a' }],
        tags: ['x'],
        notes: { a: 1, list: [1] },
      }),
      await apply('two', { colour: 'red', songs: [{ title: 'b', seconds: 1 }], notes: { b: 2 } }),
      await apply('one', { colour: 'red', notes: { c: { d: 1 } } }),
      await apply('two', { colour: 'blue' }),
      await apply('one', { colour: 'green' }),
      await cluster.patch(
        cluster.path(path, 'a/status'),
        { type: 'apply', query: '?fieldManager=three' },
        { apiVersion, kind: 'Bird', metadata: { name: 'a' }, status: { seen: 1 } },
      ),
      await cluster.patch(
        cluster.path(path, 'a/status'),
        { type: 'apply', query: '?fieldManager=three' },
        { apiVersion, kind: 'Bird', metadata: { name: 'a' }, status: { place: 'x' } },
      ),
      await cluster.patch(
        cluster.path(path, 'a'),
        { type: 'merge', query: '?fieldManager=four' },
        { spec: { weight: 9 } },
      ),
      await apply('one', { colour: 'red', weight: 3 }),
      await cluster.patch(
        cluster.path(path, 'none/status'),
        { type: 'apply', query: '?fieldManager=three' },
        { apiVersion, kind: 'Bird', metadata: { name: 'none' }, status: { seen: 1 } },
      ),
    ];
  });
  contract('that is refused', async (cluster) => {
    const path = cluster.path('configmaps', 'a');
    const wanted = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1' } };
    return [
      await cluster.patch(path, { type: 'apply' }, wanted),
      await cluster.patch(path, { type: 'merge', query: '?force=true' }, wanted),
      await cluster
        .patch(path, { type: 'apply', query: '?fieldManager=a' }, { data: { a: '1' } })
        .then(refusal),
      await cluster
        .patch(path, { type: 'apply', query: '?fieldManager=a' }, { ...wanted, metadata: { name: 'b' } })
        .then(refusal),
      await cluster
        .patch(
          path,
          { type: 'apply', query: '?fieldManager=a' },
          { ...wanted, metadata: { name: 'a', managedFields: [{ manager: 'x' }] } },
        )
        .then(refusal),
      await cluster.patch(path, { type: 'apply', query: '?fieldManager=a&dryRun=All' }, wanted),
      (await cluster.get(path)).code,
      (await cluster.patch(path, { type: 'apply', query: '?fieldManager=a' }, wanted)).code,
      await cluster
        .patch(path, { type: 'apply', query: '?fieldManager=a' }, { ...wanted, odd: 1 })
        .then(refusal),
      await cluster
        .patch(
          path,
          { type: 'apply', query: '?fieldManager=a&fieldValidation=Strict' },
          { ...wanted, odd: 1 },
        )
        .then(refusal),
      await cluster.call('PATCH', `${path}?fieldManager=a`, {
        contentType: 'application/apply-patch+yaml',
        body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "2"\n',
      }),
    ];
  });
  contract('after create and update', async (cluster) => {
    const path = cluster.path('configmaps', 'a');
    await cluster.post(
      `${cluster.path('configmaps')}?fieldManager=maker`,
      configMap('a', { a: '1', b: '1' }),
    );
    const apply = (data: object, more = ''): Promise<Reply> =>
      cluster.patch(
        path,
        { type: 'apply', query: `?fieldManager=applier${more}` },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data },
      );
    return [
      await apply({ a: '2' }).then(refusal),
      await apply({ a: '2' }, '&force=true'),
      await cluster.put(`${path}?fieldManager=maker`, configMap('a', { a: '3' })),
      await cluster.put(`${path}?fieldManager=maker`, {
        ...configMap('a', { a: '4' }),
        metadata: { name: 'a', managedFields: [] },
      }),
      await cluster.put(`${path}?fieldManager=maker`, configMap('a', { a: '5' })),
      await apply({ a: '5', b: '5' }),
    ];
  });
});
