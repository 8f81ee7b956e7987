import {
  anything,
  atomic,
  each,
  flag,
  int64,
  keyed,
  list,
  object,
  setOf,
  text,
  texts,
  time,
} from '../builder.ts';
import type { Schema } from '../types.ts';

const ownerReference = atomic(
  object({
    ...each(text, 'apiVersion', 'kind', 'name', 'uid'),
    ...each(flag, 'controller', 'blockOwnerDeletion'),
  }),
);

export const metadata: Schema = object({
  ...each(text, 'name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion'),
  ...each(time, 'creationTimestamp', 'deletionTimestamp'),
  ...each(int64, 'generation', 'deletionGracePeriodSeconds'),
  ...each(texts, 'labels', 'annotations'),
  ownerReferences: keyed(ownerReference, 'uid'),
  finalizers: setOf(text),
  managedFields: list(
    object({
      ...each(text, 'manager', 'operation', 'apiVersion', 'fieldsType', 'subresource'),
      time,
      fieldsV1: anything,
    }),
  ),
});

/** A kind of the API: the common fields beside its own. */
export const kind = (properties: Readonly<Record<string, Schema>>): Schema =>
  object({ apiVersion: text, kind: text, metadata, ...properties });

export const labelSelector: Schema = atomic(
  object({
    matchLabels: texts,
    matchExpressions: list(object({ ...each(text, 'key', 'operator'), values: list(text) })),
  }),
);

export const condition: Schema = object({
  ...each(text, 'type', 'status', 'reason', 'message'),
  ...each(time, 'lastTransitionTime', 'lastProbeTime', 'lastUpdateTime', 'lastHeartbeatTime'),
  observedGeneration: int64,
});

export const conditions: Schema = keyed(condition, 'type');

export const objectReference: Schema = atomic(
  object(each(text, 'apiVersion', 'kind', 'namespace', 'name', 'uid', 'resourceVersion', 'fieldPath')),
);
