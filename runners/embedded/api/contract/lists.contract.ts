import { describe } from 'vitest';
import { isObject, type JsonObject } from '../json.ts';
import { contracts } from './support/contract.ts';
import { bird, birds, configMap, deployment, pod, service } from './support/objects.ts';
import type { Reply, Session } from './support/session.ts';

const contract = contracts('lists');

const names = ({ code, body }: Reply): unknown =>
  code === 200
    ? ((body['items'] as readonly { readonly metadata: { readonly name: string } }[] | undefined)?.map(
        ({ metadata }) => metadata.name,
      ) ?? [])
    : { code, body };

async function furnish(cluster: Session): Promise<void> {
  for (const [name, labels] of [
    ['a', { app: 'x', tier: 'front' }],
    ['b', { app: 'y', tier: 'back' }],
    ['c', { app: 'x' }],
    ['d', {}],
  ] as const) {
    await cluster.post(cluster.path('configmaps'), configMap(name, {}, { labels }));
  }
}

describe('lists', () => {
  contract('of one namespace', async (cluster) => {
    await furnish(cluster);
    return [
      await cluster.get(`${cluster.path('configmaps')}?labelSelector=app`),
      await cluster.get(cluster.path('secrets')),
    ];
  });
  contract('by label', async (cluster) => {
    await furnish(cluster);
    const found: unknown[] = [];
    for (const selector of [
      'app=x',
      'app==x',
      'app!=x',
      'app in (x,y)',
      'app in (x), tier',
      'app notin (x)',
      'tier',
      '!tier',
      'app=x,tier=front',
      'app=',
      'app in (x',
      'a b',
      'app>1',
    ]) {
      const reply = await cluster.get(
        `${cluster.path('configmaps')}?labelSelector=${encodeURIComponent(selector)}`,
      );
      found.push([
        selector,
        reply.code === 200
          ? (names(reply) as string[]).filter((name) => name !== 'kube-root-ca.crt')
          : reply.code,
      ]);
    }
    return found;
  });
  contract('by field', async (cluster) => {
    await furnish(cluster);
    await cluster.post(cluster.path('pods'), pod('a'));
    await cluster.post(cluster.path('events'), {
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod', name: 'a', namespace: cluster.namespace },
      type: 'Normal',
    });
    const list = (resource: string, selector: string): Promise<unknown> =>
      cluster.get(`${cluster.path(resource)}?fieldSelector=${encodeURIComponent(selector)}`).then(names);
    return [
      await list('configmaps', 'metadata.name=a'),
      await list('configmaps', `metadata.namespace=${cluster.namespace},metadata.name=b`),
      await list('configmaps', 'metadata.name=b,metadata.name!=b'),
      await list('configmaps', 'data.colour=red'),
      await list('pods', 'status.phase=Pending'),
      await list('pods', 'status.phase!=Pending'),
      await list('pods', 'spec.nodeName='),
      await list('events', 'involvedObject.name=a,involvedObject.kind=Pod'),
      await list('events', 'involvedObject.name=b'),
    ];
  });
  contract('in pieces', async (cluster) => {
    await furnish(cluster);
    const path = `${cluster.path('configmaps')}?labelSelector=app&limit=2`;
    const first = await cluster.raw('GET', path);
    const { metadata } = first.body as { readonly metadata: { readonly continue: string } };
    const second = await cluster.raw('GET', `${path}&continue=${encodeURIComponent(metadata.continue)}`);
    return [
      names(cluster.reply(first)),
      names(cluster.reply(second)),
      (await cluster.get(`${path}&continue=nonsense`)).code,
    ];
  });
  contract('of deleted objects', async (cluster) => {
    await furnish(cluster);
    const gone = await cluster.call('DELETE', `${cluster.path('configmaps')}?labelSelector=app%3Dx`);
    return [
      gone.code,
      gone.body['kind'],
      names(await cluster.get(`${cluster.path('configmaps')}?labelSelector=app`)),
    ];
  });
});

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** Cells without ages, and the columns' names. */
function tableOf(
  { code, body }: Reply,
  ageless: readonly string[] = ['Age', 'Created At', 'Last Seen'],
): unknown {
  const columns = (body['columnDefinitions'] ?? []) as readonly {
    readonly name: string;
    readonly type: string;
    readonly priority: number;
  }[];
  const rows = (body['rows'] ?? []) as readonly {
    readonly cells: readonly unknown[];
    readonly object?: JsonObject;
  }[];
  return {
    code,
    kind: body['kind'],
    apiVersion: body['apiVersion'],
    columns: columns.map(({ name, type, priority }) => [name, type, priority]),
    rows: rows.map(({ cells }) =>
      cells.map((cell, at) => (ageless.includes(columns[at]?.name ?? '') ? typeof cell : cell)),
    ),
    objects: rows.map(({ object }) =>
      isObject(object) ? [object['kind'], object['apiVersion'], Object.keys(object).sort()] : 'none',
    ),
  };
}

describe('tables', () => {
  contract('of built-in kinds', async (cluster) => {
    await cluster.post(cluster.path('pods'), pod('a'));
    await cluster.post(cluster.path('services'), service('a', { clusterIP: 'None' }));
    await cluster.post(cluster.path('services'), {
      metadata: { name: 'b' },
      spec: { type: 'ExternalName', externalName: 'b.example.com' },
    });
    await cluster.post(cluster.path('apps/v1/deployments'), deployment('a'));
    await cluster.post(cluster.path('secrets'), { metadata: { name: 'a' }, stringData: { key: 'value' } });
    await cluster.post(cluster.path('configmaps'), configMap('a'));
    await cluster.post(cluster.path('discovery.k8s.io/v1/endpointslices'), {
      metadata: { name: 'a' },
      addressType: 'IPv4',
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }],
    });
    await cluster.post(cluster.path('rbac.authorization.k8s.io/v1/rolebindings'), {
      metadata: { name: 'a' },
      roleRef: { kind: 'Role', name: 'r' },
    });
    const get = async (path: string): Promise<unknown> => tableOf(await cluster.get(path, { accept: table }));
    return [
      await get(cluster.path('pods')),
      await get(cluster.path('pods', 'a')),
      await get(cluster.path('services')),
      await get(cluster.path('apps/v1/deployments')),
      await get(cluster.path('apps/v1/replicasets')),
      await get(cluster.path('apps/v1/daemonsets')),
      await get(cluster.path('secrets')),
      await get(`${cluster.path('configmaps')}/a`),
      await get(cluster.path('discovery.k8s.io/v1/endpointslices')),
      await get(cluster.path('rbac.authorization.k8s.io/v1/rolebindings')),
      await get(cluster.path('endpoints')),
      await get(cluster.path('events')),
      await get(cluster.path('coordination.k8s.io/v1/leases')),
      await get(`/api/v1/namespaces/${cluster.namespace}`),
      await get('/api/v1/nodes'),
    ];
  });
  contract('of custom kinds', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(cluster.path(path), bird(apiVersion, 'a', { colour: 'red' }));
    const get = async (accept: string, query = ''): Promise<unknown> =>
      tableOf(await cluster.get(`${cluster.path(path)}${query}`, { accept }));
    return [
      await get(table),
      await get(table, '?includeObject=Object'),
      await get(table, '?includeObject=None'),
      await get('application/json;as=Table;v=v1beta1;g=meta.k8s.io'),
      tableOf(
        await cluster.get(
          `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`,
          { accept: table },
        ),
      ),
      await cluster.get(cluster.path(path, 'none'), { accept: table }),
    ];
  });
});

describe('parts of objects', () => {
  contract('metadata alone', async (cluster) => {
    await furnish(cluster);
    const as = (kind: string): string => `application/json;as=${kind};v=v1;g=meta.k8s.io`;
    return [
      await cluster.get(`${cluster.path('configmaps')}/a`, { accept: as('PartialObjectMetadata') }),
      await cluster.get(`${cluster.path('configmaps')}?labelSelector=app%3Dy`, {
        accept: as('PartialObjectMetadataList'),
      }),
    ];
  });
});
