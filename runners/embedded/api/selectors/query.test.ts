import { describe, expect, test } from 'vitest';
import type { StoredObject } from '../store.ts';
import { parseFieldSelector, parseLabelSelector } from './query.ts';

const object = (labels: Record<string, string>, more: object = {}): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'n', uid: '', resourceVersion: '1', creationTimestamp: '', labels },
  ...more,
});

describe('label selectors', () => {
  test.each([
    ['app=x', true],
    ['app==x', true],
    ['app!=x', false],
    ['none!=x', true],
    ['app in (x, y)', true],
    ['app notin (x,y)', false],
    ['none notin (x)', true],
    ['app,!none', true],
    ['app=x,tier=back', false],
    ['example.com/part=a.b', true],
    ['size>3', true],
    ['size<3', false],
    ['', true],
  ])('%s', (selector, matches) => {
    expect(parseLabelSelector(selector)(object({ app: 'x', 'example.com/part': 'a.b', size: '5' }))).toBe(
      matches,
    );
  });

  test('that cannot be read are refused', () => {
    expect(() => parseLabelSelector('app in (x')).toThrow(expect.objectContaining({ code: 400 }));
  });
});

describe('field selectors', () => {
  const pods = { resource: 'pods', custom: false };
  const pod = object({}, { status: { phase: 'Running' } });

  test.each([
    ['metadata.name=a', true],
    ['metadata.name!=a', false],
    ['metadata.namespace=n,status.phase=Running', true],
    ['status.phase=Pending', false],
    ['spec.nodeName=', true],
  ])('%s', (selector, matches) => {
    expect(parseFieldSelector(selector, pods)(pod)).toBe(matches);
  });

  test('of other fields are refused', () => {
    expect(() => parseFieldSelector('spec.colour=red', pods)).toThrow(
      'field label not supported: spec.colour',
    );
    expect(() => parseFieldSelector('status.phase=x', { resource: 'pods', custom: true })).toThrow();
  });
});
