import { describe } from 'vitest';
import { isObject, type JsonObject } from '../json.ts';
import { contracts } from './support/contract.ts';
import { birds } from './support/objects.ts';
import type { Reply } from './support/session.ts';

const contract = contracts('discovery');

const served = [
  'configmaps',
  'endpoints',
  'events',
  'namespaces',
  'nodes',
  'pods',
  'secrets',
  'serviceaccounts',
  'services',
  'deployments',
  'replicasets',
  'daemonsets',
];
const parts = [
  'namespaces/finalize',
  'namespaces/status',
  'pods/binding',
  'pods/exec',
  'pods/log',
  'pods/status',
  'serviceaccounts/token',
  'services/status',
  'deployments/status',
  'deployments/scale',
  'replicasets/scale',
];

/** What both serve of a resource list, sorted, without the hashes of storage versions. */
const resources = ({ code, body }: Reply, only: readonly string[]): unknown => ({
  code,
  kind: body['kind'],
  groupVersion: body['groupVersion'],
  resources: ((body['resources'] ?? []) as readonly JsonObject[])
    .filter(({ name }) => only.length === 0 || only.includes(String(name)))
    .map((resource) => ({
      ...resource,
      storageVersionHash: undefined,
      verbs: [...(resource['verbs'] as string[])].sort(),
    }))
    .sort((a, b) => (String((a as JsonObject)['name']) < String((b as JsonObject)['name']) ? -1 : 1)),
});

const v2 =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

const groupIn = (reply: Reply, name: string): unknown =>
  ((reply.body['items'] ?? []) as readonly JsonObject[]).find(
    ({ metadata }) => ((isObject(metadata) ? metadata['name'] : undefined) ?? '') === name,
  );

describe('discovery', () => {
  contract('of the core group', async (cluster) => [
    await cluster.get('/api').then(({ code, body }) => [code, body['kind'], body['versions']]),
    resources(await cluster.get('/api/v1'), [...served, ...parts]),
  ]);
  contract('of groups', async (cluster) => [
    await cluster.get('/apis/apps'),
    resources(await cluster.get('/apis/apps/v1'), [...served, ...parts]),
    await cluster.get('/apis/none.example.com'),
    await cluster.get('/apis/apps/v9'),
    (await cluster.get('/apis')).body['kind'],
    resources(await cluster.get('/apis/authentication.k8s.io/v1'), []),
    resources(await cluster.get('/apis/authorization.k8s.io/v1'), [
      'selfsubjectaccessreviews',
      'subjectaccessreviews',
    ]),
    resources(await cluster.get('/apis/discovery.k8s.io/v1'), []),
    resources(await cluster.get('/apis/apiextensions.k8s.io/v1'), []),
    resources(await cluster.get('/apis/rbac.authorization.k8s.io/v1'), []),
  ]);
  contract('of custom kinds', async (cluster) => {
    const { definition, path } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const group = `g${cluster.suffix}.example.com`;
    await cluster.eventually(async () => (await cluster.raw('GET', `/apis/${group}/v1`)).code === 200);
    await cluster.eventually(
      async () => groupIn(cluster.reply(await cluster.raw('GET', '/apis', { accept: v2 })), '<suffix>') !== 0,
    );
    return [await cluster.get(`/apis/${group}`), resources(await cluster.get(`/apis/${group}/v1`), [])];
  });
  contract('aggregated', async (cluster) => {
    const read = async (path: string, accept: string, name: string): Promise<unknown> => {
      const answer = await cluster.raw('GET', path, { accept });
      const reply = cluster.reply(answer);
      const group = groupIn(reply, name) as
        | {
            readonly versions: readonly {
              readonly version: string;
              readonly resources: readonly JsonObject[];
            }[];
          }
        | undefined;
      return [
        answer.headers['content-type'],
        reply.body['kind'],
        reply.body['apiVersion'],
        group?.versions.map(({ version, resources: all }) => [
          version,
          all
            .filter(({ resource }) => ['deployments', 'pods', 'namespaces'].includes(String(resource)))
            .map(({ subresources, verbs, ...rest }) => ({
              ...rest,
              verbs: [...(verbs as string[])].sort(),
              subresources: ((subresources ?? []) as readonly JsonObject[]).filter(({ subresource }) =>
                ['status', 'scale', 'exec', 'log'].includes(String(subresource)),
              ),
            })),
        ]),
      ];
    };
    return [await read('/api', v2, ''), await read('/apis', v2, 'apps')];
  });
});

describe('other documents', () => {
  contract('health and version', async (cluster) => [
    await cluster.get('/readyz'),
    await cluster.get('/livez'),
    await cluster.get('/healthz'),
    Object.keys((await cluster.get('/version')).body).includes('gitVersion'),
    await cluster.post('/version', {}).then(({ code }) => code === 403 || code === 404 || code === 405),
  ]);
  contract('OpenAPI v3', async (cluster) => {
    const { definition, path } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const group = `apis/g${cluster.suffix}.example.com/v1`;
    const index = async (): Promise<JsonObject> =>
      (await cluster.raw('GET', '/openapi/v3')).body as JsonObject;
    await cluster.eventually(
      async () => isObject((await index())['paths']) && group in ((await index())['paths'] as object),
    );
    const { paths } = (await index()) as {
      readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
    };
    const document = (await cluster.raw('GET', paths[group]?.serverRelativeURL ?? '')).body as {
      readonly openapi: string;
      readonly paths: JsonObject;
      readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
    };
    const schema = Object.entries(document.components.schemas).find(([name]) => name.endsWith('.Bird'));
    const properties = schema?.[1]['properties'] as Readonly<Record<string, JsonObject>> | undefined;
    return cluster.normal([
      document.openapi.slice(0, 1),
      ['api/v1', 'apis/apps/v1'].map((each) => each in paths),
      schema?.[0],
      schema?.[1]['x-kubernetes-group-version-kind'],
      properties?.['spec'],
      Object.keys(document.paths).filter((each) => each.endsWith('/birds/{name}')),
    ]);
  });
});
