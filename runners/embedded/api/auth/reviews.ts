import type { Clock } from '../clock.ts';
import type { Draft } from '../draft.ts';
import { asText, isObject, type JsonObject } from '../json.ts';
import type { ResourceVersion, Served } from '../registry/resource.ts';
import { accessReview, selfSubjectReview, tokenRequest, tokenReview } from '../schema/kinds/access.ts';
import type { Schema } from '../schema/types.ts';
import { ApiError, badRequest, notFound } from '../status/error.ts';
import type { Storage } from '../storage/storage.ts';
import type { Attributes, Authorizer } from './access.ts';
import type { Tokens } from './tokens.ts';
import { anonymous, type Authenticator, type User } from './users.ts';

/** A kind that is answered and not stored, in the form that decoding asks for. */
export function answeredKind(group: string, kind: string, resource: string, schema: Schema): Served {
  const version: ResourceVersion = {
    name: 'v1',
    served: true,
    schema,
    status: false,
    scale: undefined,
    columns: [],
    deprecation: undefined,
  };
  return {
    version,
    type: {
      group,
      resource,
      kind,
      singular: kind.toLowerCase(),
      listKind: `${kind}List`,
      shortNames: [],
      categories: [],
      namespaced: false,
      custom: false,
      storage: version,
      versions: [version],
      generation: false,
      zero: {},
    },
  };
}

const authentication = 'authentication.k8s.io';
const authorization = 'authorization.k8s.io';

export const tokenRequests: Served = answeredKind(
  authentication,
  'TokenRequest',
  'serviceaccounts/token',
  tokenRequest,
);

export const reviewKinds: ReadonlyMap<string, Served> = new Map(
  [
    answeredKind(authentication, 'TokenReview', 'tokenreviews', tokenReview),
    answeredKind(authentication, 'SelfSubjectReview', 'selfsubjectreviews', selfSubjectReview),
    answeredKind(authorization, 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', accessReview),
    answeredKind(authorization, 'SubjectAccessReview', 'subjectaccessreviews', accessReview),
  ].map((served) => [`${served.type.group}/v1/${served.type.resource}`, served]),
);

export interface Reviewers {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
}

/** Fills in the status of a review. */
export function review(draft: Draft, user: User, { authenticator, authorizer }: Reviewers): Draft {
  const spec = isObject(draft['spec']) ? draft['spec'] : {};
  switch (draft.kind) {
    case 'TokenReview':
      return { ...draft, status: tokenStatus(spec, authenticator) };
    case 'SelfSubjectReview':
      return { ...draft, status: { userInfo: userInfo(user) } };
    case 'SelfSubjectAccessReview':
      return { ...draft, status: accessStatus(spec, user, authorizer) };
    default: {
      const {
        user: username,
        groups,
        uid,
      } = spec as { user?: string; groups?: readonly string[]; uid?: string };
      const subject = { username: username ?? anonymous.username, groups: groups ?? [], uid, extra: {} };
      return { ...draft, status: accessStatus(spec, subject, authorizer) };
    }
  }
}

function tokenStatus(spec: JsonObject, authenticator: Authenticator): JsonObject {
  const audiences = (spec['audiences'] as readonly string[] | undefined) ?? authenticator.audiences;
  const found = authenticator.review(asText(spec['token']), audiences);
  if (found === undefined)
    return { user: {}, error: '[invalid bearer token, service account token is not valid]' };
  return { authenticated: true, user: userInfo(found.user), audiences: found.audiences };
}

const userInfo = ({ username, uid, groups, extra }: User): JsonObject => ({
  username,
  ...(uid === undefined ? {} : { uid }),
  groups,
  ...(Object.keys(extra).length === 0 ? {} : { extra }),
});

function accessStatus(spec: JsonObject, user: User, authorizer: Authorizer): JsonObject {
  const allowed = authorizer.allows(user, attributes(spec));
  return { allowed };
}

function attributes(spec: JsonObject): Attributes {
  const text = (from: JsonObject, name: string): string => asText(from[name]);
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if (isObject(path)) return { verb: text(path, 'verb'), path: text(path, 'path') };
  if (!isObject(resource)) {
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  }
  return {
    verb: text(resource, 'verb'),
    group: text(resource, 'group'),
    resource: text(resource, 'resource'),
    subresource: text(resource, 'subresource'),
    namespace: text(resource, 'namespace'),
    name: text(resource, 'name'),
  };
}

export interface TokenSource {
  readonly storage: Storage;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly audiences: readonly string[];
}

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind: string; readonly name: string; readonly uid?: string };
}

const shortestLifetime = 600;
const usualLifetime = 3_600;

/** Answers a TokenRequest. @throws ApiError 404 for no such account or pod, 409 for another pod of the same name */
export function requestToken(
  source: TokenSource,
  namespace: string,
  name: string,
  request: JsonObject,
): JsonObject {
  const { storage, tokens } = source;
  const account = storage.table({ group: '', resource: 'serviceaccounts' }).get(namespace, name);
  if (account === undefined) throw notFound({ group: '', resource: 'serviceaccounts' }, name);
  const spec = (request['spec'] ?? {}) as TokenRequestSpec;
  const audiences = (spec.audiences ?? []).length === 0 ? source.audiences : (spec.audiences ?? []);
  const lifetime = Math.max(shortestLifetime, spec.expirationSeconds ?? usualLifetime);
  const bound =
    spec.boundObjectRef === undefined ? undefined : boundObject(storage, namespace, spec.boundObjectRef);
  const { token, expires } = tokens.issue(
    { namespace, name, uid: account.metadata.uid, bound },
    audiences,
    lifetime,
  );
  return {
    ...request,
    metadata: { name, namespace, creationTimestamp: new Date(source.clock.now()).toISOString() },
    spec: { ...spec, audiences, expirationSeconds: lifetime, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp: `${new Date(expires * 1_000).toISOString().slice(0, 19)}Z` },
  };
}

function boundObject(
  storage: Storage,
  namespace: string,
  { kind, name, uid }: NonNullable<TokenRequestSpec['boundObjectRef']>,
): { readonly kind: string; readonly name: string; readonly uid: string } {
  const resource = kind === 'Pod' ? 'pods' : kind === 'Secret' ? 'secrets' : undefined;
  if (resource === undefined)
    throw badRequest(`cannot bind token for serviceaccount to object of type ${kind}`);
  const found = storage.table({ group: '', resource }).get(namespace, name);
  if (found === undefined) throw notFound({ group: '', resource }, name);
  if (uid !== undefined && uid !== '' && uid !== found.metadata.uid) {
    throw new ApiError(
      409,
      'Conflict',
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  return { kind, name, uid: found.metadata.uid };
}
