import { anything, atomic, each, flag, int64, list, mapOf, object, text } from '../builder.ts';
import type { Schema } from '../types.ts';
import { kind, labelSelector } from './meta.ts';

const rules = list(
  object(each(list(text), 'apiGroups', 'resources', 'verbs', 'resourceNames', 'nonResourceURLs')),
);

export const role: Schema = kind({ rules });

export const clusterRole: Schema = kind({
  rules,
  aggregationRule: object({ clusterRoleSelectors: list(labelSelector) }),
});

export const binding: Schema = kind({
  roleRef: atomic(object(each(text, 'apiGroup', 'kind', 'name'))),
  subjects: list(atomic(object(each(text, 'apiGroup', 'kind', 'namespace', 'name')))),
});

const user = object({ ...each(text, 'username', 'uid'), groups: list(text), extra: mapOf(list(text)) });

export const tokenReview: Schema = kind({
  spec: object({ token: text, audiences: list(text) }),
  status: object({ authenticated: flag, user, audiences: list(text), error: text }),
});

export const tokenRequest: Schema = kind({
  spec: object({
    audiences: list(text),
    expirationSeconds: int64,
    boundObjectRef: object(each(text, 'kind', 'apiVersion', 'name', 'uid')),
  }),
  status: object(each(text, 'token', 'expirationTimestamp')),
});

const resourceAttributes = object({
  ...each(text, 'namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'),
  ...each(anything, 'fieldSelector', 'labelSelector'),
});
const nonResourceAttributes = object(each(text, 'path', 'verb'));

export const accessReview: Schema = kind({
  spec: object({
    resourceAttributes,
    nonResourceAttributes,
    ...each(text, 'user', 'uid', 'namespace'),
    groups: list(text),
    extra: mapOf(list(text)),
  }),
  status: object({
    ...each(flag, 'allowed', 'denied', 'incomplete'),
    ...each(text, 'reason', 'evaluationError'),
  }),
});

export const selfSubjectReview: Schema = kind({ status: object({ userInfo: user }) });
