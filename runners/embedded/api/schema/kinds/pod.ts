import {
  anything,
  each,
  flag,
  int32,
  int64,
  intOrString,
  keyed,
  list,
  mapOf,
  object,
  quantity,
  text,
  texts,
  time,
} from '../builder.ts';
import type { Schema } from '../types.ts';
import { containers, containerStatuses, podSecurity, resources } from './container.ts';
import { conditions, kind, labelSelector, metadata } from './meta.ts';
import { volumes } from './volume.ts';

const toleration = object({ ...each(text, 'key', 'operator', 'value', 'effect'), tolerationSeconds: int64 });

const spread = keyed(
  object({
    ...each(text, 'topologyKey', 'whenUnsatisfiable', 'nodeAffinityPolicy', 'nodeTaintsPolicy'),
    ...each(int32, 'maxSkew', 'minDomains'),
    labelSelector,
    matchLabelKeys: list(text),
  }),
  'topologyKey',
  'whenUnsatisfiable',
);

export const podSpec: Schema = object({
  ...each(text, 'nodeName', 'hostname', 'subdomain', 'serviceAccountName', 'serviceAccount', 'schedulerName'),
  ...each(text, 'restartPolicy', 'dnsPolicy', 'priorityClassName', 'preemptionPolicy', 'runtimeClassName'),
  ...each(
    flag,
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'hostUsers',
    'shareProcessNamespace',
    'setHostnameAsFQDN',
  ),
  ...each(flag, 'automountServiceAccountToken', 'enableServiceLinks'),
  ...each(int64, 'terminationGracePeriodSeconds', 'activeDeadlineSeconds'),
  ...each(containers, 'containers', 'initContainers', 'ephemeralContainers'),
  priority: int32,
  volumes,
  resources,
  nodeSelector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
  securityContext: podSecurity,
  tolerations: list(toleration),
  affinity: object({ nodeAffinity: anything, podAffinity: anything, podAntiAffinity: anything }),
  topologySpreadConstraints: spread,
  imagePullSecrets: keyed(object({ name: text }), 'name'),
  hostAliases: keyed(object({ ip: text, hostnames: list(text) }), 'ip'),
  readinessGates: list(object({ conditionType: text })),
  schedulingGates: keyed(object({ name: text }), 'name'),
  resourceClaims: keyed(object(each(text, 'name', 'resourceClaimName', 'resourceClaimTemplateName')), 'name'),
  overhead: mapOf(quantity),
  os: object({ name: text }),
  dnsConfig: object({
    ...each(list(text), 'nameservers', 'searches'),
    options: list(object(each(text, 'name', 'value'))),
  }),
});

export const podTemplate: Schema = object({ metadata, spec: podSpec });

const addresses = (name: string): Schema => keyed(object({ [name]: text }), name);

export const pod: Schema = kind({
  spec: podSpec,
  status: object({
    ...each(text, 'phase', 'message', 'reason', 'hostIP', 'podIP', 'nominatedNodeName', 'qosClass', 'resize'),
    ...each(containerStatuses, 'containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'),
    observedGeneration: int64,
    startTime: time,
    conditions,
    hostIPs: list(object({ ip: text })),
    podIPs: addresses('ip'),
  }),
});

const rollingUpdate = object(each(intOrString, 'maxSurge', 'maxUnavailable'));

const workloadSpec = {
  ...each(int32, 'replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'),
  selector: labelSelector,
  template: podTemplate,
};

export const deployment: Schema = kind({
  spec: object({
    ...workloadSpec,
    paused: flag,
    strategy: { ...object({ type: text, rollingUpdate }), 'x-kubernetes-patch-strategy': 'retainKeys' },
  }),
  status: object({
    ...each(
      int32,
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
    ),
    ...each(int32, 'terminatingReplicas', 'collisionCount'),
    observedGeneration: int64,
    conditions,
  }),
});

export const replicaSet: Schema = kind({
  spec: object({
    ...each(int32, 'replicas', 'minReadySeconds'),
    selector: labelSelector,
    template: podTemplate,
  }),
  status: object({
    ...each(
      int32,
      'replicas',
      'fullyLabeledReplicas',
      'readyReplicas',
      'availableReplicas',
      'terminatingReplicas',
    ),
    observedGeneration: int64,
    conditions,
  }),
});

export const daemonSet: Schema = kind({
  spec: object({
    ...each(int32, 'minReadySeconds', 'revisionHistoryLimit'),
    selector: labelSelector,
    template: podTemplate,
    updateStrategy: object({ type: text, rollingUpdate }),
  }),
  status: object({
    ...each(int32, 'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'),
    ...each(int32, 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'),
    observedGeneration: int64,
    conditions,
  }),
});
