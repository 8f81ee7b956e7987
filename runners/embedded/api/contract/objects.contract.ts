import { describe } from 'vitest';
import { contracts } from './support/contract.ts';
import { configMap, deployment, pod, service } from './support/objects.ts';
import { refusal } from './support/session.ts';

const contract = contracts('objects');

describe('create, get, replace and delete', () => {
  contract('a ConfigMap', async (cluster) => [
    await cluster.post(cluster.path('configmaps'), configMap('a')),
    await cluster.get(cluster.path('configmaps', 'a')),
    await cluster.put(cluster.path('configmaps', 'a'), configMap('a', { colour: 'blue' })),
    await cluster.delete(cluster.path('configmaps', 'a')),
    await cluster.get(cluster.path('configmaps', 'a')),
  ]);
  contract('a body without kind and version gets those of the path', async (cluster) =>
    cluster.post(cluster.path('configmaps'), { metadata: { name: 'bare' } }),
  );
  contract('a Service', async (cluster) => cluster.post(cluster.path('services'), service('a')));
  contract('kinds of Service', async (cluster) => [
    await cluster.post(cluster.path('services'), service('headless', { clusterIP: 'None' })),
    await cluster.post(cluster.path('services'), {
      metadata: { name: 'external' },
      spec: { type: 'ExternalName', externalName: 'a.example.com' },
    }),
    await cluster.post(
      cluster.path('services'),
      service('several', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81, protocol: 'UDP' },
        ],
      }),
    ),
    await cluster.delete(cluster.path('services', 'several')),
  ]);
  contract('a Pod', async (cluster) => [
    await cluster.post(cluster.path('pods'), pod('a')),
    await cluster.delete(cluster.path('pods', 'a')),
  ]);
  contract('a Deployment', async (cluster) => [
    await cluster.post(cluster.path('apps/v1/deployments'), deployment('a')),
    await cluster.put(cluster.path('apps/v1/deployments', 'a'), deployment('a', { replicas: 5 })),
    await cluster.get(cluster.path('apps/v1/deployments', 'a/scale')),
    await cluster.patch(
      cluster.path('apps/v1/deployments', 'a/scale'),
      { type: 'merge' },
      { spec: { replicas: 3 } },
    ),
    await cluster.get(cluster.path('apps/v1/deployments', 'a')),
    await cluster.delete(cluster.path('apps/v1/deployments', 'a')),
  ]);
  contract('other kinds', async (cluster) => [
    await cluster.post(cluster.path('serviceaccounts'), { metadata: { name: 'a' } }),
    await cluster.post(cluster.path('secrets'), { metadata: { name: 'a' }, stringData: { key: 'value' } }),
    await cluster.post(cluster.path('discovery.k8s.io/v1/endpointslices'), {
      metadata: { name: 'a', labels: { 'kubernetes.io/service-name': 'a' } },
      addressType: 'IPv4',
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    }),
    await cluster.post(cluster.path('rbac.authorization.k8s.io/v1/roles'), {
      metadata: { name: 'a' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }),
    await cluster.post(cluster.path('rbac.authorization.k8s.io/v1/rolebindings'), {
      metadata: { name: 'a' },
      roleRef: { kind: 'Role', name: 'a' },
      subjects: [
        { kind: 'ServiceAccount', name: 'a', namespace: cluster.namespace },
        { kind: 'User', name: 'u' },
      ],
    }),
    await cluster.post(cluster.path('coordination.k8s.io/v1/leases'), {
      metadata: { name: 'a' },
      spec: { holderIdentity: 'x', leaseDurationSeconds: 3 },
    }),
    await cluster.post(cluster.path('events'), {
      metadata: { name: 'a' },
      involvedObject: { kind: 'Pod', name: 'a', namespace: cluster.namespace },
      reason: 'Started',
      message: 'hello',
      type: 'Normal',
    }),
    await cluster.delete(cluster.path('serviceaccounts', 'a')),
    await cluster.delete(cluster.path('rbac.authorization.k8s.io/v1/roles', 'a')),
  ]);
  contract('a Namespace', async (cluster) => [
    await cluster.lend('/api/v1/namespaces', { metadata: { name: `n-${cluster.suffix}` } }),
    await cluster.delete(`/api/v1/namespaces/n-${cluster.suffix}`),
  ]);
});

describe('refusals', () => {
  contract('what is not there', async (cluster) => [
    await cluster.get(cluster.path('configmaps', 'none')),
    await cluster.get(cluster.path('apps/v1/deployments', 'none')),
    await cluster.put(cluster.path('configmaps', 'none'), configMap('none')),
    await cluster.patch(cluster.path('configmaps', 'none'), { type: 'merge' }, {}),
    await cluster.delete(cluster.path('configmaps', 'none')),
    await cluster.get('/apis/none.example.com/v1/things'),
    await cluster.get('/api/v1/things'),
    await cluster.get('/apis/apps/v1/things'),
    await cluster.get('/none'),
    await cluster.post('/api/v1/namespaces/none/configmaps', configMap('a')),
    await cluster.get('/api/v1/namespaces/none/configmaps'),
  ]);
  contract('what is already there', async (cluster) => [
    (await cluster.post(cluster.path('configmaps'), configMap('a'))).code,
    await cluster.post(cluster.path('configmaps'), configMap('a')),
  ]);
  contract('a stale revision', async (cluster) => {
    const made = await cluster.raw('POST', cluster.path('configmaps'), { body: configMap('a') });
    const stale = made.body as object;
    await cluster.put(cluster.path('configmaps', 'a'), configMap('a', { colour: 'blue' }));
    return [
      await cluster.put(cluster.path('configmaps', 'a'), stale),
      await cluster.patch(
        cluster.path('configmaps', 'a'),
        { type: 'merge' },
        { metadata: { resourceVersion: '1' } },
      ),
      await cluster
        .put(
          cluster.path('configmaps', 'a'),
          configMap('a', {}, { uid: '00000000-0000-0000-0000-000000000000' }),
        )
        .then(refusal),
      await cluster.delete(cluster.path('configmaps', 'a'), {
        preconditions: { uid: '00000000-0000-0000-0000-000000000000' },
      }),
    ];
  });
  contract('names and labels that are not valid', async (cluster) => [
    await cluster.post(cluster.path('configmaps'), configMap('Upper')),
    await cluster.post(cluster.path('configmaps'), { metadata: {} }),
    await cluster.post(cluster.path('services'), service('1a')),
    await cluster.post('/api/v1/namespaces', { metadata: { name: 'a.b' } }),
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { labels: { 'a b': 'c', d: 'e f' } })),
    await cluster.post(cluster.path('configmaps'), configMap('a', { 'a/b': 'c' })),
    await cluster.post(cluster.path('rbac.authorization.k8s.io/v1/roles'), { metadata: { name: 'a/b' } }),
  ]);
  contract('fields that are not valid', async (cluster) => [
    await cluster.post(cluster.path('services'), service('a', { ports: [] })),
    await cluster.post(
      cluster.path('services'),
      service('a', { ports: [{ port: 0 }, { port: 70000, protocol: 'X' }] }),
    ),
    await cluster.post(cluster.path('services'), service('a', { type: 'Odd' })),
    await cluster.post(cluster.path('services'), service('a', { clusterIP: '1.2.3.4' })).then(refusal),
    await cluster.post(cluster.path('pods'), pod('a', {})),
    await cluster.post(
      cluster.path('pods'),
      pod('a', {
        containers: [
          { name: 'A' },
          { name: 'b', image: 'c', volumeMounts: [{ name: 'x', mountPath: '/x' }] },
          { name: 'b', image: 'c' },
        ],
      }),
    ),
    await cluster
      .post(
        cluster.path('apps/v1/deployments'),
        deployment('a', { selector: { matchLabels: { other: 'b' } } }),
      )
      .then(refusal),
    await cluster.post(cluster.path('apps/v1/deployments'), { metadata: { name: 'a' }, spec: {} }),
    await cluster.post(
      cluster.path('apps/v1/deployments'),
      deployment('a', { replicas: -1, strategy: { type: 'Odd' } }),
    ),
  ]);
  contract('types that do not fit', async (cluster) => [
    await cluster.post(cluster.path('services'), service('a', { ports: 'http' })).then(refusal),
    await cluster.post(cluster.path('configmaps'), { ...configMap('a'), kind: 'Secret' }).then(refusal),
    await cluster.post(cluster.path('configmaps'), { ...configMap('a'), apiVersion: 'v2' }).then(refusal),
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { namespace: 'other' })),
    await cluster.put(cluster.path('configmaps', 'a'), configMap('b')),
    await cluster.call('POST', cluster.path('configmaps'), { body: '{"nonsense' }).then(refusal),
    await cluster
      .call('POST', cluster.path('configmaps'), { body: 'x', contentType: 'text/plain' })
      .then(refusal),
    await cluster.call('PATCH', cluster.path('configmaps', 'a'), {
      body: {},
      contentType: 'application/json',
    }),
    await cluster.post(cluster.path('configmaps', 'a'), {}),
  ]);
  contract('changes that are not allowed', async (cluster) => {
    await cluster.post(cluster.path('apps/v1/deployments'), deployment('a'));
    await cluster.post(cluster.path('services'), service('a'));
    await cluster.post(cluster.path('pods'), pod('a'));
    await cluster.post(cluster.path('configmaps'), { ...configMap('fixed'), immutable: true });
    return [
      await cluster
        .patch(
          cluster.path('apps/v1/deployments', 'a'),
          { type: 'merge' },
          { spec: { selector: { matchLabels: { x: 'y' } } } },
        )
        .then(refusal),
      await cluster
        .patch(cluster.path('services', 'a'), { type: 'merge' }, { spec: { clusterIP: '10.96.200.200' } })
        .then(refusal),
      await cluster
        .patch(cluster.path('pods', 'a'), { type: 'merge' }, { spec: { restartPolicy: 'Never' } })
        .then(refusal),
      await cluster.patch(
        cluster.path('configmaps', 'fixed'),
        { type: 'merge' },
        { data: { colour: 'blue' } },
      ),
      await cluster.post(cluster.path('configmaps'), configMap('b', {}, { resourceVersion: '1' })),
    ];
  });
});

describe('parameters of writes', () => {
  contract('a dry run stores nothing', async (cluster) => [
    await cluster.post(`${cluster.path('configmaps')}?dryRun=All`, configMap('a')),
    (await cluster.get(cluster.path('configmaps', 'a'))).code,
    await cluster.post(`${cluster.path('configmaps')}?dryRun=Some`, configMap('a')),
    (await cluster.post(cluster.path('configmaps'), configMap('a'))).code,
    await cluster.patch(
      cluster.path('configmaps', 'a'),
      { type: 'merge', query: '?dryRun=All' },
      { data: { colour: 'blue' } },
    ),
    await cluster.call('DELETE', `${cluster.path('configmaps', 'a')}?dryRun=All`),
    (await cluster.get(cluster.path('configmaps', 'a'))).body['data'],
    (await cluster.post(`${cluster.path('services')}?dryRun=All`, service('a'))).code,
  ]);
  contract('unknown fields', async (cluster) => {
    const odd = { ...configMap('a'), colour: 'red', metadata: { name: 'a', size: 3 } };
    const warned = await cluster.raw('POST', cluster.path('configmaps'), { body: odd });
    return [
      await cluster.post(`${cluster.path('configmaps')}?fieldValidation=Strict`, odd),
      warned.headers['warning'],
      cluster.reply(warned),
      (
        await cluster.raw('POST', `${cluster.path('configmaps')}?fieldValidation=Ignore&dryRun=All`, {
          body: { ...odd, metadata: { name: 'b' } },
        })
      ).headers['warning'] ?? 'no warning',
      await cluster.post(`${cluster.path('configmaps')}?fieldValidation=Odd`, odd),
      await cluster.call('POST', `${cluster.path('configmaps')}?fieldValidation=Strict`, {
        body: '{"metadata":{"name":"d"},"data":{"a":"b","a":"c"}}',
      }),
    ];
  });
  contract('generated names', async (cluster) => {
    const { body } = await cluster.raw('POST', cluster.path('configmaps'), {
      body: { metadata: { generateName: 'made-' } },
    });
    const { name } = (body as { readonly metadata: { readonly name: string } }).metadata;
    return [/^made-[a-z0-9]{5}$/.test(name)];
  });
  contract('the manager of fields', async (cluster) => [
    await cluster.post(`${cluster.path('configmaps')}?fieldManager=me`, configMap('a')),
    await cluster.patch(
      cluster.path('configmaps', 'a'),
      { type: 'merge', query: '?fieldManager=you' },
      { data: { size: 'small' }, metadata: { labels: { a: 'b' } } },
    ),
    await cluster.patch(
      cluster.path('configmaps', 'a'),
      { type: 'merge', query: '?fieldManager=you' },
      { data: { colour: 'blue', size: null } },
    ),
  ]);
});
