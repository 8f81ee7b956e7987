import { describe, expect, test } from 'vitest';
import { builtinTypes } from '../registry/builtin.ts';
import { Registry } from '../registry/registry.ts';
import { attributesOf, resourceRoute, type ResourceRoute } from './route.ts';

const registry = new Registry();
for (const type of builtinTypes) registry.put(type);

const route = (path: string): ResourceRoute => {
  const found = resourceRoute(registry, path);
  if (found === undefined) throw new Error(`${path} leads to no resource`);
  return found;
};

describe('paths of resources', () => {
  test.each([
    ['/api/v1/pods', { namespace: '', name: '', scoped: false }],
    ['/api/v1/namespaces/n/pods', { namespace: 'n', name: '', scoped: true }],
    ['/api/v1/namespaces/n/pods/p/exec', { namespace: 'n', name: 'p', subresource: 'exec' }],
    ['/api/v1/namespaces/n', { namespace: '', name: 'n' }],
    ['/api/v1/namespaces/n/status', { namespace: '', name: 'n', subresource: 'status' }],
    ['/apis/apps/v1/namespaces/n/deployments/d', { namespace: 'n', name: 'd' }],
    ['/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Abasic-user', { name: 'system:basic-user' }],
  ])('%s', (path, found) => {
    expect(route(path)).toMatchObject(found);
  });

  test('that are no resource are left to others', () => {
    expect(resourceRoute(registry, '/apis/apps/v1')).toBeUndefined();
    expect(resourceRoute(registry, '/version')).toBeUndefined();
  });

  test('that nothing is served under are refused', () => {
    expect(() => resourceRoute(registry, '/apis/apps/v1/things')).toThrow(
      expect.objectContaining({ code: 404, reason: 'NotFound' }),
    );
    expect(() => resourceRoute(registry, '/apis/none.example.com/v1/things')).toThrow(
      expect.objectContaining({ name: 'UnknownPath' }),
    );
    expect(() => resourceRoute(registry, '/api/v1/pods/p')).toThrow(expect.objectContaining({ code: 404 }));
  });
});

describe('what a request is to access control', () => {
  test.each([
    ['GET', '/api/v1/pods', false, '', { verb: 'list', name: '' }],
    ['GET', '/api/v1/pods', true, 'metadata.name=p,status.phase=Running', { verb: 'watch', name: 'p' }],
    [
      'GET',
      '/api/v1/namespaces/n/pods/p/log',
      false,
      '',
      { verb: 'get', subresource: 'log', namespace: 'n' },
    ],
    ['DELETE', '/api/v1/namespaces/n/pods', false, '', { verb: 'deletecollection' }],
    ['PATCH', '/apis/apps/v1/namespaces/n/deployments/d', false, '', { verb: 'patch', group: 'apps' }],
    ['DELETE', '/api/v1/namespaces/n', false, '', { verb: 'delete', namespace: 'n', name: 'n' }],
  ])('%s %s', (method, path, watching, fields, attributes) => {
    expect(attributesOf(method, route(path), watching, fields)).toMatchObject(attributes);
  });
});
