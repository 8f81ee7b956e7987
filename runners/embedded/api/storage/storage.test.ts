import { describe, expect, test } from 'vitest';
import type { StoredObject } from '../store.ts';
import { History, type Change } from './history.ts';
import { Storage } from './storage.ts';

const things = { group: 'example.com', resource: 'things' };
const thing = (name: string, resourceVersion: string, namespace = 'n'): StoredObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name, namespace, uid: name, resourceVersion, creationTimestamp: '' },
});
const told = ({ type, object }: Change): string =>
  `${type} ${object.metadata.name}@${object.metadata.resourceVersion}`;

describe('Storage', () => {
  test('numbers changes over all resources and tells them in order', () => {
    const storage = new Storage();
    const seen: string[] = [];
    storage.listen(things, (change) => seen.push(told(change)));
    const made = storage.write(things, undefined, (revision) => thing('a', revision));
    storage.write({ group: '', resource: 'others' }, undefined, (revision) => thing('b', revision));
    storage.remove(
      things,
      storage.write(things, made, (revision) => thing('a', revision)),
    );
    expect(seen).toEqual(['ADDED a@2', 'MODIFIED a@4', 'DELETED a@5']);
    expect(storage.revision).toBe(5);
  });

  test('tells every listener of a change before what a listener makes of it', () => {
    const storage = new Storage();
    const seen: string[] = [];
    storage.listen(things, ({ type, object }) => {
      if (type === 'ADDED') storage.write(things, object, (revision) => thing('a', revision));
    });
    storage.listen(things, (change) => seen.push(told(change)));
    storage.write(things, undefined, (revision) => thing('a', revision));
    expect(seen).toEqual(['ADDED a@2', 'MODIFIED a@3']);
  });

  test('tells nobody any more who has left', () => {
    const storage = new Storage();
    const seen: string[] = [];
    storage.listen(things, (change) => seen.push(told(change)))();
    storage.write(things, undefined, (revision) => thing('a', revision));
    expect(seen).toEqual([]);
  });

  test('lists by namespace and name', () => {
    const storage = new Storage();
    for (const [name, namespace] of [
      ['b', 'n'],
      ['a', 'n'],
      ['c', 'm'],
    ] as const) {
      storage.write(things, undefined, (revision) => thing(name, revision, namespace));
    }
    const names = (namespace?: string): readonly string[] =>
      storage
        .table(things)
        .list(namespace)
        .map(({ metadata }) => metadata.name);
    expect(names()).toEqual(['c', 'a', 'b']);
    expect(names('n')).toEqual(['a', 'b']);
    expect(names('none')).toEqual([]);
  });
});

describe('History', () => {
  const change = (revision: number): Change => ({
    type: 'ADDED',
    revision,
    object: thing('a', String(revision)),
    previous: undefined,
  });

  test('knows what happened since a revision', () => {
    const history = new History(10, 1);
    for (const revision of [3, 5, 9]) history.add(change(revision));
    expect(history.since(4)?.map(({ revision }) => revision)).toEqual([5, 9]);
    expect(history.since(9)).toEqual([]);
  });

  test('says when it has forgotten some of it', () => {
    const history = new History(2, 1);
    for (const revision of [2, 3, 4, 5, 6]) history.add(change(revision));
    expect(history.since(3)).toBeUndefined();
    expect(history.since(4)?.map(({ revision }) => revision)).toEqual([5, 6]);
  });
});
