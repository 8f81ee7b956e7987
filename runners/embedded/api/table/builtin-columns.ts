import { asText, dig, isArray } from '../json.ts';
import { typeKey } from '../registry/registry.ts';
import type { ResourceId, StoredObject } from '../store.ts';
import { age, ageColumn, column, nameColumn, wide, type Cell, type Column } from './column.ts';
import { nodeColumns, podColumns } from './pod-columns.ts';

const at =
  (...path: readonly string[]): Cell =>
  (object) =>
    dig(object, ...path);

const number =
  (...path: readonly string[]): Cell =>
  (object) =>
    Number(dig(object, ...path) ?? 0);

const count = (name: string, ...path: readonly string[]): Column =>
  column(name, number(...path), { type: 'integer' });

const orNone = (value: unknown): string => (value === undefined || value === '' ? '<none>' : asText(value));

const list = (value: unknown): readonly Record<string, unknown>[] =>
  isArray(value) ? (value as Record<string, unknown>[]) : [];

const ports: Cell = (service) =>
  orNone(
    list(dig(service, 'spec', 'ports'))
      .map(
        ({ port, protocol, nodePort }) =>
          `${String(port)}${nodePort === undefined ? '' : `:${asText(nodePort)}`}/${String(protocol)}`,
      )
      .join(','),
  );

const labels = (value: unknown): string =>
  orNone(
    Object.entries((value ?? {}) as Record<string, string>)
      .map(([key, text]) => `${key}=${text}`)
      .join(','),
  );

const externalIp: Cell = (service) => {
  const type = dig(service, 'spec', 'type');
  if (type === 'ExternalName') return dig(service, 'spec', 'externalName');
  return type === 'LoadBalancer' ? '<pending>' : '<none>';
};

const containers =
  (field: string): Cell =>
  (object) =>
    list(dig(object, 'spec', 'template', 'spec', 'containers'))
      .map((container) => String(container[field]))
      .join(',');

const workloadWide = [
  wide('Containers', containers('name')),
  wide('Images', containers('image')),
  wide('Selector', (object) => labels(dig(object, 'spec', 'selector', 'matchLabels'))),
];

const ready: Cell = (object) =>
  `${Number(dig(object, 'status', 'readyReplicas') ?? 0)}/${Number(dig(object, 'spec', 'replicas') ?? 0)}`;

const data: Cell = (object) =>
  Object.keys(object['data'] ?? {}).length + Object.keys(object['binaryData'] ?? {}).length;

const addresses = (object: StoredObject): string =>
  orNone(
    list(object['endpoints'])
      .flatMap((endpoint) => (isArray(endpoint['addresses']) ? endpoint['addresses'] : []))
      .join(','),
  );

const subsets: Cell = (object) =>
  orNone(
    list(object['subsets'])
      .flatMap((subset) =>
        list(subset['addresses']).flatMap(({ ip }) =>
          list(subset['ports']).map(({ port }) => `${String(ip)}:${String(port)}`),
        ),
      )
      .join(','),
  );

const role: Cell = (binding) =>
  `${String(dig(binding, 'roleRef', 'kind'))}/${String(dig(binding, 'roleRef', 'name'))}`;

const subjects =
  (kind: string): Cell =>
  (binding) =>
    list(binding['subjects'])
      .filter((subject) => subject['kind'] === kind)
      .map(({ name, namespace }) =>
        namespace === undefined ? asText(name) : `${asText(namespace)}/${asText(name)}`,
      )
      .join(', ');

const bindingColumns: readonly Column[] = [
  nameColumn,
  column('Role', role),
  ageColumn,
  wide('Users', subjects('User')),
  wide('Groups', subjects('Group')),
  wide('ServiceAccounts', subjects('ServiceAccount')),
];

const createdAt = column('Created At', ({ metadata }) => metadata.creationTimestamp, { type: 'date' });

const tables: Readonly<Record<string, readonly Column[]>> = {
  '/pods': podColumns,
  '/nodes': nodeColumns,
  '/namespaces': [nameColumn, column('Status', at('status', 'phase')), ageColumn],
  '/services': [
    nameColumn,
    column('Type', at('spec', 'type')),
    column('Cluster-IP', (service) => orNone(dig(service, 'spec', 'clusterIP'))),
    column('External-IP', externalIp),
    column('Port(s)', ports),
    ageColumn,
    wide('Selector', (service) => labels(dig(service, 'spec', 'selector'))),
  ],
  '/endpoints': [nameColumn, column('Endpoints', subsets), ageColumn],
  '/serviceaccounts': [
    nameColumn,
    column('Secrets', (object) => list(object['secrets']).length, { type: 'integer' }),
    ageColumn,
  ],
  '/configmaps': [nameColumn, column('Data', data), ageColumn],
  '/secrets': [nameColumn, column('Type', at('type')), column('Data', data), ageColumn],
  '/events': [
    column('Last Seen', (event, clock) =>
      age(event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp, clock),
    ),
    column('Type', at('type')),
    column('Reason', at('reason')),
    column(
      'Object',
      (event) =>
        `${String(dig(event, 'involvedObject', 'kind')).toLowerCase()}/${String(dig(event, 'involvedObject', 'name'))}`,
    ),
    wide('Subobject', (event) => dig(event, 'involvedObject', 'fieldPath') ?? ''),
    wide('Source', (event) => dig(event, 'source', 'component') ?? ''),
    column('Message', (event) => event['message'] ?? ''),
    wide('First Seen', (event, clock) => age(event['firstTimestamp'] ?? event['eventTime'], clock)),
    wide('Count', (event) => event['count'] ?? 1),
    wide('Name', ({ metadata }) => metadata.name),
  ],
  'apps/deployments': [
    nameColumn,
    column('Ready', ready),
    column('Up-to-date', number('status', 'updatedReplicas')),
    column('Available', number('status', 'availableReplicas')),
    ageColumn,
    ...workloadWide,
  ],
  'apps/replicasets': [
    nameColumn,
    count('Desired', 'spec', 'replicas'),
    count('Current', 'status', 'replicas'),
    count('Ready', 'status', 'readyReplicas'),
    ageColumn,
    ...workloadWide,
  ],
  'apps/daemonsets': [
    nameColumn,
    count('Desired', 'status', 'desiredNumberScheduled'),
    count('Current', 'status', 'currentNumberScheduled'),
    count('Ready', 'status', 'numberReady'),
    count('Up-to-date', 'status', 'updatedNumberScheduled'),
    count('Available', 'status', 'numberAvailable'),
    column('Node Selector', (object) => labels(dig(object, 'spec', 'template', 'spec', 'nodeSelector'))),
    ageColumn,
    ...workloadWide,
  ],
  'discovery.k8s.io/endpointslices': [
    nameColumn,
    column('AddressType', at('addressType')),
    column('Ports', (slice) =>
      orNone(
        list(slice['ports'])
          .map(({ port }) => String(port))
          .join(','),
      ),
    ),
    column('Endpoints', addresses),
    ageColumn,
  ],
  'apiextensions.k8s.io/customresourcedefinitions': [nameColumn, createdAt],
  'coordination.k8s.io/leases': [nameColumn, column('Holder', at('spec', 'holderIdentity')), ageColumn],
  'rbac.authorization.k8s.io/roles': [nameColumn, createdAt],
  'rbac.authorization.k8s.io/clusterroles': [nameColumn, createdAt],
  'rbac.authorization.k8s.io/rolebindings': bindingColumns,
  'rbac.authorization.k8s.io/clusterrolebindings': bindingColumns,
};

const plain: readonly Column[] = [nameColumn, ageColumn];

export const builtinColumns = (id: ResourceId): readonly Column[] => tables[typeKey(id)] ?? plain;
