import {
  bindings,
  configMaps,
  endpoints,
  endpointSlices,
  events,
  namespaces,
  secrets,
} from './core-kinds.ts';
import { definitions } from './definitions.ts';
import type { Hooks } from './hooks.ts';
import { pods } from './pods.ts';
import { services } from './services.ts';
import { daemonSets, deployments, replicaSets } from './workloads.ts';

/** The rules of each kind that has some, by group and plural. */
export const kinds: ReadonlyMap<string, Hooks> = new Map([
  ['/configmaps', configMaps],
  ['/endpoints', endpoints],
  ['/events', events],
  ['/namespaces', namespaces],
  ['/pods', pods],
  ['/secrets', secrets],
  ['/services', services],
  ['apiextensions.k8s.io/customresourcedefinitions', definitions],
  ['apps/daemonsets', daemonSets],
  ['apps/deployments', deployments],
  ['apps/replicasets', replicaSets],
  ['discovery.k8s.io/endpointslices', endpointSlices],
  ['rbac.authorization.k8s.io/clusterrolebindings', bindings],
  ['rbac.authorization.k8s.io/rolebindings', bindings],
]);
