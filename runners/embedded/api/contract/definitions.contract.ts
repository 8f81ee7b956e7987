import { describe } from 'vitest';
import { contracts } from './support/contract.ts';
import { bird, birds } from './support/objects.ts';
import { refusal, type Reply } from './support/session.ts';

const contract = contracts('definitions');
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

describe('CustomResourceDefinitions', () => {
  contract('are established', async (cluster) => {
    const { definition, path } = birds(cluster.suffix);
    const made = await cluster.define(definition, path);
    return [made, await cluster.get(`${definitions}/${definition.metadata.name}`)];
  });
  contract('that are not valid', async (cluster) => {
    const { definition } = birds(cluster.suffix);
    const spec = definition['spec'] as { readonly versions: readonly object[]; readonly names: object };
    const version = spec.versions[0];
    const [schemaless, untyped] = [
      { ...version, schema: undefined },
      {
        ...version,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { properties: { a: { type: 'string' } } }, list: { type: 'array' } },
          },
        },
      },
    ];
    const post = (changes: object, name = definition.metadata.name): Promise<object> =>
      cluster
        .post(definitions, { ...definition, metadata: { name }, spec: { ...spec, ...changes } })
        .then(refusal);
    return [
      await post({}, `other.g${cluster.suffix}.example.com`),
      await post({ versions: [schemaless] }),
      await post({ versions: [untyped] }),
      await post({ versions: [{ ...version, storage: false }] }),
      await post({ scope: 'Everywhere' }),
    ];
  });
  contract('in several versions, without conversion', async (cluster) => {
    const schema = (field: string): object => ({
      openAPIV3Schema: {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            properties: { common: { type: 'string' }, [field]: { type: 'string', default: `of ${field}` } },
          },
        },
      },
    });
    const { definition, path, apiVersion } = birds(cluster.suffix, {
      versions: [
        { name: 'v1alpha1', served: true, storage: false, schema: schema('old') },
        { name: 'v1', served: true, storage: true, schema: schema('new') },
        { name: 'v1beta1', served: false, storage: false, schema: schema('never') },
        { name: 'v2alpha1', served: true, storage: false, deprecated: true, schema: schema('other') },
      ],
    });
    const old = path.replace('/v1/', '/v1alpha1/');
    const other = path.replace('/v1/', '/v2alpha1/');
    await cluster.define(definition, path);
    return [
      await cluster.get(`/apis/g${cluster.suffix}.example.com`),
      await cluster.post(
        cluster.path(old),
        bird(apiVersion.replace('/v1', '/v1alpha1'), 'a', { common: 'c', old: 'o', new: 'n' }),
      ),
      await cluster.get(cluster.path(old, 'a')),
      await cluster.get(cluster.path(path, 'a')),
      await cluster.post(cluster.path(path), bird(apiVersion, 'b', { common: 'c', new: 'n' })),
      await cluster.get(cluster.path(old, 'b')),
      await cluster.patch(cluster.path(old, 'b'), { type: 'merge' }, { spec: { old: 'changed' } }),
      await cluster.get(cluster.path(path, 'b')),
      await cluster.get(cluster.path(old)),
      cluster.normal((await cluster.raw('GET', cluster.path(other))).headers['warning']),
      await cluster.get(cluster.path(path.replace('/v1/', '/v1beta1/'))),
      await cluster.post(cluster.path(path), bird(apiVersion.replace('/v1', '/v1alpha1'), 'c', {})),
    ];
  });
  contract('with everything preserved', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix, {
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    });
    await cluster.define(definition, path);
    return [
      await cluster.post(`${cluster.path(path)}?fieldValidation=Strict`, {
        ...bird(apiVersion, 'a', { anything: [1, { goes: null }] }),
        more: true,
      }),
      await cluster.put(cluster.path(path, 'a'), bird(apiVersion, 'a', {})),
    ];
  });
  contract('that change what is served', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(cluster.path(path), bird(apiVersion, 'a', { colour: 'red', weight: 7 }));
    const changed = [
      {
        op: 'replace',
        path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/colour/enum',
        value: ['green'],
      },
      { op: 'remove', path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/weight' },
    ];
    const patched = await cluster.patch(
      `${definitions}/${definition.metadata.name}`,
      { type: 'json' },
      changed,
    );
    await cluster.eventually(
      async () =>
        (
          await cluster.raw('POST', `${cluster.path(path)}?dryRun=All`, {
            body: bird(apiVersion, 'b', { colour: 'green' }),
          })
        ).code === 201,
    );
    return [
      patched.code,
      patched.body['metadata'],
      (await cluster.get(cluster.path(path, 'a'))).body['spec'],
      await cluster.post(cluster.path(path), bird(apiVersion, 'b', { colour: 'red' })),
    ];
  });
  contract('that are deleted take their objects along', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(cluster.path(path), bird(apiVersion, 'a', { colour: 'red' }));
    const deleted = await cluster.delete(`${definitions}/${definition.metadata.name}`);
    await cluster.eventually(
      async () => (await cluster.raw('GET', `${definitions}/${definition.metadata.name}`)).code === 404,
    );
    await cluster.eventually(async () => (await cluster.raw('GET', cluster.path(path))).code === 404);
    return [deleted.code, deleted.body['kind']];
  });
});

describe('custom objects', () => {
  contract('create, get, replace, delete', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const made = await cluster.raw('POST', cluster.path(path), {
      body: bird(apiVersion, 'a', { colour: 'red', songs: [{ title: 't' }] }),
    });
    const { resourceVersion } = (made.body as { readonly metadata: { readonly resourceVersion: string } })
      .metadata;
    return [
      cluster.reply(made),
      await cluster.put(cluster.path(path, 'a'), bird(apiVersion, 'a', { colour: 'blue' })),
      await cluster.put(cluster.path(path, 'a'), {
        ...bird(apiVersion, 'a', { colour: 'blue' }),
        metadata: { name: 'a', resourceVersion },
      }),
      await cluster.put(cluster.path(path, 'a'), {
        ...bird(apiVersion, 'a', { colour: 'blue' }),
        metadata: { name: 'a', resourceVersion },
      }),
      await cluster.delete(cluster.path(path, 'a')),
      await cluster.get(cluster.path(path, 'a')),
    ];
  });
  contract('validation', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const post = (spec: object): Promise<Reply> =>
      cluster.post(`${cluster.path(path)}?dryRun=All`, bird(apiVersion, 'a', { colour: 'red', ...spec }));
    return [
      await cluster.post(cluster.path(path), { apiVersion, kind: 'Bird', metadata: { name: 'a' } }),
      await cluster.post(cluster.path(path), bird(apiVersion, 'a', {})),
      await post({ colour: 'green' }),
      await post({ weight: -1 }),
      await post({ weight: 1001 }),
      await post({ weight: '5' }),
      await post({ weight: 1.5 }),
      await post({ weight: null }),
      await post({ name: 'a' }),
      await post({ name: 'abcdefghi' }),
      await post({ name: 'AB' }),
      await post({ hatched: 'yesterday' }),
      await post({ speed: true }),
      await post({ speed: '5' }),
      await post({ speed: 5 }),
      await post({ mate: null }),
      await post({ tags: ['a', 'b', 'c', 'd'] }),
      await post({ tags: 'a' }),
      await post({ tags: [1] }),
      await post({ songs: [{}] }),
      await post({ songs: [{ title: 'a' }, { title: 'a' }] }),
      await post({ marks: { a: 1, b: 'x' } }),
      await post({ colour: 'green', weight: -1, marks: [] }).then(refusal),
      await post({ notes: { any: ['thing'] } }),
      await cluster.post(cluster.path(path), { ...bird(apiVersion, 'Upper', { colour: 'red' }) }),
      await cluster
        .post(cluster.path(path), {
          ...bird(apiVersion, 'a', { colour: 'red' }),
          metadata: { name: 'a', labels: { a: 1 } },
        })
        .then(refusal),
      await cluster
        .post(cluster.path(path), { apiVersion, kind: 'Fish', metadata: { name: 'a' } })
        .then(refusal),
    ];
  });
  contract('pruning and defaults', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const odd = {
      ...bird(apiVersion, 'a', {
        colour: 'red',
        size: 3,
        songs: [{ title: 't', loud: true }],
        notes: { a: { b: 1 } },
        marks: { x: 1 },
      }),
      extra: 1,
    };
    const warned = await cluster.raw('POST', cluster.path(path), { body: odd });
    return [
      await cluster.post(`${cluster.path(path)}?fieldValidation=Strict`, odd),
      warned.headers['warning'],
      cluster.reply(warned),
      await cluster.get(cluster.path(path, 'a')),
      await cluster
        .patch(
          cluster.path(path, 'a'),
          { type: 'merge', query: '?fieldValidation=Strict' },
          { spec: { size: 5 } },
        )
        .then(refusal),
    ];
  });
  contract('status apart', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    const made = await cluster.raw('POST', cluster.path(path), {
      body: { ...bird(apiVersion, 'a', { colour: 'red' }), status: { seen: 1 } },
    });
    return [
      cluster.reply(made),
      await cluster.patch(
        cluster.path(path, 'a/status'),
        { type: 'merge' },
        { spec: { colour: 'blue' }, status: { seen: 2 } },
      ),
      await cluster.patch(
        cluster.path(path, 'a'),
        { type: 'merge' },
        { spec: { colour: 'blue' }, status: { seen: 3 } },
      ),
      await cluster.patch(cluster.path(path, 'a/status'), { type: 'merge' }, { status: { seen: 'many' } }),
      await cluster.get(cluster.path(path, 'a/status')),
    ];
  });
});
