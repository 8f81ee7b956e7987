import {
  anything,
  each,
  flag,
  int32,
  int64,
  keyed,
  list,
  mapOf,
  object,
  quantity,
  setOf,
  text,
  texts,
  time,
} from '../builder.ts';
import type { Schema } from '../types.ts';
import { conditions, kind, objectReference } from './meta.ts';

export const namespace: Schema = kind({
  spec: object({ finalizers: list(text) }),
  status: object({ phase: text, conditions }),
});

export const configMap: Schema = kind({
  data: texts,
  binaryData: mapOf({ type: 'string', format: 'byte' }),
  immutable: flag,
});

export const secret: Schema = kind({
  data: mapOf({ type: 'string', format: 'byte' }),
  stringData: texts,
  type: text,
  immutable: flag,
});

export const serviceAccount: Schema = kind({
  secrets: keyed(objectReference, 'name'),
  imagePullSecrets: list(object({ name: text })),
  automountServiceAccountToken: flag,
});

const microTime: Schema = { type: 'string', format: 'date-time', nullable: true };

export const event: Schema = kind({
  involvedObject: objectReference,
  related: objectReference,
  ...each(text, 'reason', 'message', 'type', 'action', 'reportingComponent', 'reportingInstance'),
  source: object(each(text, 'component', 'host')),
  ...each(time, 'firstTimestamp', 'lastTimestamp'),
  eventTime: microTime,
  count: int32,
  series: object({ count: int32, lastObservedTime: microTime }),
});

export const node: Schema = kind({
  spec: object({
    ...each(text, 'podCIDR', 'providerID', 'externalID'),
    podCIDRs: setOf(text),
    unschedulable: flag,
    taints: list(object({ ...each(text, 'key', 'value', 'effect'), timeAdded: time })),
  }),
  status: object({
    ...each(mapOf(quantity), 'capacity', 'allocatable'),
    phase: text,
    conditions,
    addresses: keyed(object(each(text, 'type', 'address')), 'type'),
    daemonEndpoints: object({ kubeletEndpoint: object({ Port: int32 }) }),
    nodeInfo: object({
      ...each(
        text,
        'machineID',
        'systemUUID',
        'bootID',
        'kernelVersion',
        'osImage',
        'containerRuntimeVersion',
      ),
      ...each(text, 'kubeletVersion', 'kubeProxyVersion', 'operatingSystem', 'architecture'),
      swap: object({ capacity: int64 }),
    }),
    images: list(object({ names: list(text), sizeBytes: int64 })),
    volumesInUse: list(text),
    volumesAttached: list(anything),
    config: anything,
    features: anything,
    runtimeHandlers: list(anything),
  }),
});

export const lease: Schema = kind({
  spec: object({
    ...each(text, 'holderIdentity', 'preferredHolder', 'strategy'),
    ...each(int32, 'leaseDurationSeconds', 'leaseTransitions'),
    ...each(microTime, 'acquireTime', 'renewTime'),
  }),
});
