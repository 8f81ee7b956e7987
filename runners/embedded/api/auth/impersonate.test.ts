import { describe, expect, test } from 'vitest';
import { Storage } from '../storage/storage.ts';
import { Authorizer } from './access.ts';
import { impersonated } from './impersonate.ts';
import type { User } from './users.ts';

const authorizer = new Authorizer(new Storage());
const admin: User = { username: 'root', uid: undefined, groups: ['system:masters'], extra: {} };
const nobody: User = { username: 'nobody', uid: undefined, groups: ['system:authenticated'], extra: {} };

describe('impersonation', () => {
  test('makes an administrator somebody else', () => {
    const headers = { 'impersonate-user': 'somebody', 'impersonate-group': 'a, b' };
    expect(impersonated(admin, headers, authorizer)).toMatchObject({
      username: 'somebody',
      groups: ['a', 'b', 'system:authenticated'],
    });
  });

  test('of a service account brings its groups', () => {
    const headers = { 'impersonate-user': 'system:serviceaccount:n:a' };
    expect(impersonated(admin, headers, authorizer).groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:n',
      'system:authenticated',
    ]);
  });

  test('is refused to who has no right to it', () => {
    const headers = { 'impersonate-user': 'root' };
    expect(() => impersonated(nobody, headers, authorizer)).toThrow(
      'users "root" is forbidden: User "nobody" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });

  test('is not asked for without the header', () => {
    expect(impersonated(nobody, {}, authorizer)).toBe(nobody);
  });
});
