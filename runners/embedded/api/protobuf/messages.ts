/** What a field holds: a scalar, a message, or several of either. */
export type FieldType =
  | 'string'
  | 'bytes'
  | 'integer'
  | 'boolean'
  | { readonly message: Message }
  | { readonly list: FieldType }
  | { readonly map: FieldType };

/** The fields of a message by their number. */
export type Message = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

const strings: FieldType = { list: 'string' };
const texts: FieldType = { map: 'string' };

const metadata: Message = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  11: ['labels', texts],
  12: ['annotations', texts],
  14: ['finalizers', strings],
};

const object = (fields: Message): Message => ({ 1: ['metadata', { message: metadata }], ...fields });

const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
};

const accessSpec: Message = {
  1: ['resourceAttributes', { message: resourceAttributes }],
  2: ['nonResourceAttributes', { message: { 1: ['path', 'string'], 2: ['verb', 'string'] } }],
};

const boundObject: Message = {
  1: ['kind', 'string'],
  2: ['apiVersion', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
};

const tokenSpec: Message = {
  1: ['audiences', strings],
  3: ['boundObjectRef', { message: boundObject }],
  4: ['expirationSeconds', 'integer'],
};

const rule: Message = {
  1: ['verbs', strings],
  2: ['apiGroups', strings],
  3: ['resources', strings],
  4: ['resourceNames', strings],
  5: ['nonResourceURLs', strings],
};

const subject: Message = {
  1: ['kind', 'string'],
  2: ['apiGroup', 'string'],
  3: ['name', 'string'],
  4: ['namespace', 'string'],
};

const roleRef: Message = { 1: ['apiGroup', 'string'], 2: ['kind', 'string'], 3: ['name', 'string'] };

const role = object({ 2: ['rules', { list: { message: rule } }] });
const binding = object({
  2: ['subjects', { list: { message: subject } }],
  3: ['roleRef', { message: roleRef }],
});

/** The kinds that kubectl sends as protobuf in sub-commands that people type, by version and kind. */
export const messages: ReadonlyMap<string, Message> = new Map([
  ['v1 Namespace', object({})],
  [
    'v1 ConfigMap',
    object({ 2: ['data', texts], 3: ['binaryData', { map: 'bytes' }], 4: ['immutable', 'boolean'] }),
  ],
  [
    'v1 Secret',
    object({
      2: ['data', { map: 'bytes' }],
      3: ['type', 'string'],
      4: ['stringData', texts],
      5: ['immutable', 'boolean'],
    }),
  ],
  ['v1 ServiceAccount', object({})],
  ['authentication.k8s.io/v1 TokenRequest', object({ 2: ['spec', { message: tokenSpec }] })],
  ['authentication.k8s.io/v1 SelfSubjectReview', object({})],
  ['authorization.k8s.io/v1 SelfSubjectAccessReview', object({ 2: ['spec', { message: accessSpec }] })],
  ['rbac.authorization.k8s.io/v1 Role', role],
  ['rbac.authorization.k8s.io/v1 ClusterRole', role],
  ['rbac.authorization.k8s.io/v1 RoleBinding', binding],
  ['rbac.authorization.k8s.io/v1 ClusterRoleBinding', binding],
]);
