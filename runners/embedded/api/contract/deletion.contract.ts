import { describe } from 'vitest';
import { contracts } from './support/contract.ts';
import { refusal } from './support/session.ts';
import { bird, birds, configMap, deployment, pod } from './support/objects.ts';

const contract = contracts('deletion');

describe('deletion', () => {
  contract('waits for finalizers', async (cluster) => {
    const path = cluster.path('configmaps', 'a');
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { finalizers: ['example.com/wait'] }));
    return [
      await cluster.delete(path),
      await cluster.delete(path),
      await cluster.patch(path, { type: 'merge' }, { metadata: { labels: { a: 'b' } } }),
      await cluster
        .patch(path, { type: 'merge' }, { metadata: { finalizers: ['example.com/wait', 'example.com/new'] } })
        .then(refusal),
      await cluster.patch(path, { type: 'merge' }, { metadata: { finalizers: null } }),
      (await cluster.get(path)).code,
    ];
  });
  contract('waits for finalizers of custom objects', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(cluster.path(path), {
      ...bird(apiVersion, 'a', { colour: 'red' }),
      metadata: { name: 'a', finalizers: ['example.com/wait'] },
    });
    return [
      await cluster.delete(cluster.path(path, 'a')),
      await cluster.patch(cluster.path(path, 'a'), { type: 'merge' }, { metadata: { finalizers: [] } }),
      (await cluster.get(cluster.path(path, 'a'))).code,
    ];
  });
  contract('gives a running pod its time', async (cluster) => {
    const path = cluster.path('pods', 'a');
    await cluster.post(
      cluster.path('pods'),
      pod('a', {
        containers: [{ name: 'c', image: 'i:1' }],
        nodeName: 'n',
        terminationGracePeriodSeconds: 7,
        serviceAccountName: 'default',
      }),
    );
    const brief = async (query: string): Promise<unknown> => {
      const { code, body } = await cluster.call('DELETE', `${path}${query}`);
      const { deletionTimestamp, deletionGracePeriodSeconds, generation } = (body['metadata'] ??
        {}) as Record<string, unknown>;
      return [code, body['kind'], deletionTimestamp, deletionGracePeriodSeconds, generation];
    };
    return [
      await brief(''),
      await brief('?gracePeriodSeconds=3'),
      await brief('?gracePeriodSeconds=9'),
      await brief('?gracePeriodSeconds=0'),
      (await cluster.get(path)).code,
    ];
  });
  contract('in the foreground, and leaving orphans', async (cluster) => {
    await cluster.post(cluster.path('apps/v1/deployments'), deployment('a'));
    await cluster.post(cluster.path('configmaps'), configMap('c'));
    const foreground = await cluster.delete(cluster.path('configmaps', 'c'), {
      propagationPolicy: 'Foreground',
    });
    const orphan = await cluster.delete(cluster.path('apps/v1/deployments', 'a'), {
      propagationPolicy: 'Orphan',
    });
    return [
      foreground.code,
      (foreground.body['metadata'] as { readonly finalizers?: unknown }).finalizers,
      orphan.code,
      (orphan.body['metadata'] as { readonly finalizers?: unknown }).finalizers,
      await cluster.delete(cluster.path('configmaps', 'c'), { propagationPolicy: 'Odd' }),
      await cluster.delete(cluster.path('configmaps', 'none'), { kind: 'DeleteOptions', apiVersion: 'v1' }),
    ];
  });
  contract('checks preconditions', async (cluster) => {
    const { body } = await cluster.raw('POST', cluster.path('configmaps'), { body: configMap('a') });
    const { uid, resourceVersion } = (
      body as { readonly metadata: { readonly uid: string; readonly resourceVersion: string } }
    ).metadata;
    const path = cluster.path('configmaps', 'a');
    return [
      await cluster.delete(path, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }),
      (await cluster.delete(path, { preconditions: { uid, resourceVersion: '1' } })).code,
      (await cluster.delete(path, { preconditions: { uid, resourceVersion } })).code,
    ];
  });
  contract('of a namespace lets nothing new in', async (cluster) => {
    const name = `n-${cluster.suffix}`;
    await cluster.post('/api/v1/namespaces', { metadata: { name, finalizers: ['example.com/wait'] } });
    const deleted = await cluster.delete(`/api/v1/namespaces/${name}`);
    const refused = await cluster.post(`/api/v1/namespaces/${name}/configmaps`, configMap('a'));
    await cluster.patch(`/api/v1/namespaces/${name}`, { type: 'merge' }, { metadata: { finalizers: null } });
    return [deleted.code, deleted.body['status'], refused];
  });
});
