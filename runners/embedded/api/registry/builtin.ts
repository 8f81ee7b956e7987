import type { JsonObject } from '../json.ts';
import { binding, clusterRole, role } from '../schema/kinds/access.ts';
import { configMap, event, lease, namespace, node, secret, serviceAccount } from '../schema/kinds/core.ts';
import { customResourceDefinition } from '../schema/kinds/extension.ts';
import { endpoints, endpointSlice, service } from '../schema/kinds/network.ts';
import { daemonSet, deployment, pod, replicaSet } from '../schema/kinds/pod.ts';
import type { Schema } from '../schema/types.ts';
import type { ResourceType, ScalePaths } from './resource.ts';

interface Shape {
  readonly version?: string;
  readonly resource: string;
  readonly kind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced?: boolean;
  readonly status?: boolean;
  readonly generation?: boolean;
  readonly scale?: boolean;
  readonly schema: Schema;
  readonly zero?: JsonObject;
}

const scalePaths: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: undefined,
};

/** The preferred version comes first; all versions of a built-in kind have the same schema. */
function builtin(group: string, shape: Shape): ResourceType {
  const storage = {
    name: shape.version ?? 'v1',
    served: true,
    schema: shape.schema,
    status: shape.status ?? false,
    scale: shape.scale === true ? scalePaths : undefined,
    columns: [],
    deprecation: undefined,
  };
  return {
    group,
    resource: shape.resource,
    singular: shape.kind.toLowerCase(),
    kind: shape.kind,
    listKind: `${shape.kind}List`,
    shortNames: shape.shortNames ?? [],
    categories: shape.categories ?? [],
    namespaced: shape.namespaced ?? true,
    custom: false,
    storage,
    versions: [storage],
    generation: shape.generation ?? false,
    zero: shape.zero ?? {},
  };
}

const all = ['all'];
const extensible = ['api-extensions'];
const template = { metadata: {}, spec: { containers: null } };

const core: readonly Shape[] = [
  {
    resource: 'namespaces',
    kind: 'Namespace',
    shortNames: ['ns'],
    namespaced: false,
    status: true,
    schema: namespace,
    zero: { spec: {}, status: {} },
  },
  {
    resource: 'pods',
    kind: 'Pod',
    shortNames: ['po'],
    categories: all,
    status: true,
    generation: true,
    schema: pod,
    zero: { spec: { containers: null }, status: {} },
  },
  {
    resource: 'services',
    kind: 'Service',
    shortNames: ['svc'],
    categories: all,
    status: true,
    schema: service,
    zero: { spec: {}, status: { loadBalancer: {} } },
  },
  { resource: 'endpoints', kind: 'Endpoints', shortNames: ['ep'], schema: endpoints },
  { resource: 'serviceaccounts', kind: 'ServiceAccount', shortNames: ['sa'], schema: serviceAccount },
  { resource: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'], schema: configMap },
  { resource: 'secrets', kind: 'Secret', schema: secret },
  {
    resource: 'events',
    kind: 'Event',
    shortNames: ['ev'],
    schema: event,
    zero: {
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    },
  },
  {
    resource: 'nodes',
    kind: 'Node',
    shortNames: ['no'],
    namespaced: false,
    status: true,
    schema: node,
    zero: { spec: {}, status: { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: {} } },
  },
];

const apps: readonly Shape[] = [
  {
    resource: 'deployments',
    kind: 'Deployment',
    shortNames: ['deploy'],
    categories: all,
    status: true,
    generation: true,
    scale: true,
    schema: deployment,
    zero: { spec: { selector: null, template, strategy: {} }, status: {} },
  },
  {
    resource: 'replicasets',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
    categories: all,
    status: true,
    generation: true,
    scale: true,
    schema: replicaSet,
    zero: { spec: { selector: null, template }, status: { replicas: 0 } },
  },
  {
    resource: 'daemonsets',
    kind: 'DaemonSet',
    shortNames: ['ds'],
    categories: all,
    status: true,
    generation: true,
    schema: daemonSet,
    zero: {
      spec: { selector: null, template, updateStrategy: {} },
      status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
    },
  },
];

const rbac: readonly Shape[] = [
  { resource: 'roles', kind: 'Role', schema: role, zero: { rules: null } },
  {
    resource: 'rolebindings',
    kind: 'RoleBinding',
    schema: binding,
    zero: { roleRef: { apiGroup: '', kind: '', name: '' } },
  },
  {
    resource: 'clusterroles',
    kind: 'ClusterRole',
    namespaced: false,
    schema: clusterRole,
    zero: { rules: null },
  },
  {
    resource: 'clusterrolebindings',
    kind: 'ClusterRoleBinding',
    namespaced: false,
    schema: binding,
    zero: { roleRef: { apiGroup: '', kind: '', name: '' } },
  },
];

/** Every kind that is served without a CustomResourceDefinition. */
export const builtinTypes: readonly ResourceType[] = [
  ...core.map((shape) => builtin('', shape)),
  ...apps.map((shape) => builtin('apps', shape)),
  ...rbac.map((shape) => builtin('rbac.authorization.k8s.io', shape)),
  builtin('discovery.k8s.io', {
    resource: 'endpointslices',
    kind: 'EndpointSlice',
    generation: true,
    schema: endpointSlice,
    zero: { addressType: '', endpoints: null, ports: null },
  }),
  builtin('coordination.k8s.io', { resource: 'leases', kind: 'Lease', schema: lease, zero: { spec: {} } }),
  builtin('apiextensions.k8s.io', {
    resource: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    shortNames: ['crd', 'crds'],
    categories: extensible,
    namespaced: false,
    status: true,
    generation: true,
    schema: customResourceDefinition,
    zero: {
      spec: { group: '', names: { plural: '', kind: '' }, scope: '', versions: null },
      status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null },
    },
  }),
];
