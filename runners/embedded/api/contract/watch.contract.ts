import { describe } from 'vitest';
import { isObject, type JsonObject } from '../json.ts';
import { contracts } from './support/contract.ts';
import { bird, birds, configMap } from './support/objects.ts';
import type { Session } from './support/session.ts';

const contract = contracts('watch');

const brief = (events: readonly JsonObject[]): unknown =>
  events.map(({ type, object }) => {
    const { metadata, kind, data } = object as {
      readonly kind: string;
      readonly metadata: { readonly name?: string };
      readonly data?: unknown;
    };
    return [type, kind, metadata.name, data];
  });

const revisionOf = async (cluster: Session, path: string): Promise<string> => {
  const { body } = await cluster.raw('GET', path);
  return (body as { readonly metadata: { readonly resourceVersion: string } }).metadata.resourceVersion;
};

const selected = (cluster: Session, more = ''): string =>
  `${cluster.path('configmaps')}?watch=true&labelSelector=app${more}`;

const changes = async (cluster: Session): Promise<void> => {
  const path = cluster.path('configmaps');
  const labels = { labels: { app: 'x' } };
  await cluster.post(path, configMap('a', { n: '1' }, labels));
  await cluster.post(path, configMap('b', { n: '1' }));
  await cluster.put(`${path}/a`, configMap('a', { n: '2' }, labels));
  await cluster.put(`${path}/b`, configMap('b', { n: '2' }, labels));
  await cluster.put(`${path}/a`, configMap('a', { n: '3' }));
  await cluster.delete(`${path}/b`);
  await cluster.delete(`${path}/a`);
};

describe('watch', () => {
  contract('tells changes since a revision, in order, by selector', async (cluster) => {
    const revision = await revisionOf(cluster, cluster.path('configmaps'));
    await changes(cluster);
    return brief(
      await cluster.watch(selected(cluster, `&resourceVersion=${revision}`), (events) => events.length === 5),
    );
  });
  contract('tells what exists and then what happens', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('first', {}, { labels: { app: 'x' } }));
    let begun = false;
    return brief(
      await cluster.watch(selected(cluster), (events) => {
        if (events.length === 1 && !begun) {
          begun = true;
          void changes(cluster);
        }
        return events.length === 6;
      }),
    );
  });
  contract('ends after timeoutSeconds, with a bookmark where asked', async (cluster) => {
    const revision = await revisionOf(cluster, cluster.path('configmaps'));
    const query = `&resourceVersion=${revision}&timeoutSeconds=1`;
    const plain = await cluster.watch(selected(cluster, query), () => false);
    return [plain.length];
  });
  contract('begins with the present state and a bookmark where asked', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { labels: { app: 'x' } }));
    const query = '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = await cluster.watch(selected(cluster, query), (seen) =>
      seen.some(({ type }) => type === 'BOOKMARK'),
    );
    const last = events.at(-1);
    const metadata =
      isObject(last?.['object']) && isObject(last['object']['metadata']) ? last['object']['metadata'] : {};
    return [brief(events), metadata['annotations']];
  });
  contract('of one object', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { labels: { app: 'x' } }));
    await cluster.post(cluster.path('configmaps'), configMap('b', {}, { labels: { app: 'x' } }));
    return brief(
      await cluster.watch(
        selected(cluster, '&fieldSelector=metadata.name%3Db'),
        (events) => events.length === 1,
      ),
    );
  });
  contract('that cannot be', async (cluster) => [
    (await cluster.get(`${cluster.path('configmaps')}?watch=true&labelSelector=a%20b`)).code,
    (await cluster.get(`${cluster.path('configmaps')}?watch=true&fieldSelector=data%3Db`)).code,
    await cluster.get(`${cluster.path('configmaps')}?watch=true&resourceVersion=odd`),
  ]);
  contract('of custom objects, in every version', async (cluster) => {
    const { definition, path, apiVersion } = birds(cluster.suffix);
    await cluster.define(definition, path);
    await cluster.post(cluster.path(path), bird(apiVersion, 'a', { colour: 'red' }));
    const events = await cluster.watch(`${cluster.path(path)}?watch=true`, (seen) => seen.length === 1);
    return cluster.normal(events);
  });
  contract('as tables', async (cluster) => {
    await cluster.post(cluster.path('configmaps'), configMap('a', {}, { labels: { app: 'x' } }));
    await cluster.post(cluster.path('configmaps'), configMap('b', {}, { labels: { app: 'x' } }));
    const events = await cluster.watch(selected(cluster), (seen) => seen.length === 2, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    return events.map(({ type, object }) => {
      const { kind, columnDefinitions, rows } = object as {
        readonly kind: string;
        readonly columnDefinitions?: readonly JsonObject[] | null;
        readonly rows: readonly { readonly cells: readonly unknown[] }[];
      };
      return [
        type,
        kind,
        columnDefinitions?.map(({ name }) => name) ?? null,
        rows.map(({ cells }) => cells.slice(0, 2)),
      ];
    });
  });
});
