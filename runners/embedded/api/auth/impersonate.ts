import type { IncomingHttpHeaders } from 'node:http';
import { forbidden } from '../status/error.ts';
import { refusal, type Attributes, type Authorizer } from './access.ts';
import type { User } from './users.ts';

const accounts = 'system:serviceaccount:';

/**
 * The user that a request is to be answered as: with `Impersonate-User`, that one instead of the sender.
 * @throws ApiError 403 when the sender may not
 */
export function impersonated(sender: User, headers: IncomingHttpHeaders, authorizer: Authorizer): User {
  const username = headers['impersonate-user'];
  if (typeof username !== 'string' || username === '') return sender;
  const asked = groupsIn(headers['impersonate-group']);
  may(
    sender,
    authorizer,
    username.startsWith(accounts) ? accountOf(username) : attributes('users', username),
  );
  for (const group of asked) may(sender, authorizer, attributes('groups', group));
  return { username, uid: undefined, groups: [...asked, ...ownGroups(username)], extra: {} };
}

const groupsIn = (header: string | string[] | undefined): readonly string[] =>
  (Array.isArray(header) ? header.join() : (header ?? ''))
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');

function ownGroups(username: string): readonly string[] {
  if (username === 'system:anonymous') return ['system:unauthenticated'];
  if (!username.startsWith(accounts)) return ['system:authenticated'];
  const { namespace } = accountOf(username);
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
}

const attributes = (resource: string, name: string, namespace = ''): ResourceAttributes => ({
  verb: 'impersonate',
  group: '',
  resource,
  subresource: '',
  namespace,
  name,
});

type ResourceAttributes = Extract<Attributes, { readonly resource: string }>;

function accountOf(username: string): ResourceAttributes {
  const [namespace = '', name = ''] = username.slice(accounts.length).split(':');
  return attributes('serviceaccounts', name, namespace);
}

function may(sender: User, authorizer: Authorizer, wanted: ResourceAttributes): void {
  if (!authorizer.allows(sender, wanted)) throw forbidden(wanted, wanted.name, refusal(sender, wanted));
}
