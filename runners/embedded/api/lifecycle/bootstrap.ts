import type { JsonObject } from '../json.ts';
import type { ObjectStore } from '../store.ts';

const rbac = 'rbac.authorization.k8s.io';

const rules = (...list: readonly JsonObject[]): readonly JsonObject[] => list;

/** Roles that every cluster has, as far as somebody here uses them. */
const roles: Readonly<Record<string, readonly JsonObject[]>> = {
  'cluster-admin': rules(
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ),
  'system:discovery': rules({
    nonResourceURLs: [
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ],
    verbs: ['get'],
  }),
  'system:public-info-viewer': rules({
    nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
    verbs: ['get'],
  }),
  'system:basic-user': rules({
    apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'],
    verbs: ['create'],
  }),
  'system:auth-delegator': rules(
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  ),
};

const groups: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['system:masters'],
  'system:discovery': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  'system:basic-user': ['system:authenticated'],
};

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What a new cluster begins with: namespaces, roles, and the service that leads to the API server. */
export async function bootstrap(store: ObjectStore, address: ServerAddress): Promise<void> {
  const marked = { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } };
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    await store.create({ group: '', resource: 'namespaces' }, { metadata: { name } });
  }
  for (const [name, granted] of Object.entries(roles)) {
    await store.create(
      { group: rbac, resource: 'clusterroles' },
      { metadata: { name, ...marked }, rules: granted },
    );
  }
  for (const [name, members] of Object.entries(groups)) {
    await store.create(
      { group: rbac, resource: 'clusterrolebindings' },
      {
        metadata: { name, ...marked },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
        subjects: members.map((member) => ({ apiGroup: rbac, kind: 'Group', name: member })),
      },
    );
  }
  await apiService(store, address);
}

async function apiService(store: ObjectStore, { host, port }: ServerAddress): Promise<void> {
  const metadata = {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  };
  await store.create(
    { group: '', resource: 'services' },
    { metadata, spec: { ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }] } },
  );
  await store.create(
    { group: '', resource: 'endpoints' },
    {
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip: host }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
    },
  );
  await store.create(
    { group: 'discovery.k8s.io', resource: 'endpointslices' },
    {
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [host], conditions: { ready: true } }],
      ports: [{ name: 'https', port, protocol: 'TCP' }],
    },
  );
}
