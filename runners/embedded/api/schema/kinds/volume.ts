import {
  anything,
  atomic,
  each,
  flag,
  int32,
  int64,
  keyed,
  list,
  object,
  quantity,
  retainKeys,
  text,
  texts,
} from '../builder.ts';
import type { Schema } from '../types.ts';
import { labelSelector } from './meta.ts';

const items = list(object({ ...each(text, 'key', 'path'), mode: int32 }));
const fieldRef = atomic(object(each(text, 'apiVersion', 'fieldPath')));
const resourceFieldRef = atomic(object({ ...each(text, 'containerName', 'resource'), divisor: quantity }));
const downwardItems = list(object({ path: text, mode: int32, fieldRef, resourceFieldRef }));

const projection = object({
  configMap: object({ name: text, items, optional: flag }),
  secret: object({ name: text, items, optional: flag }),
  downwardAPI: object({ items: downwardItems }),
  serviceAccountToken: object({ ...each(text, 'audience', 'path'), expirationSeconds: int64 }),
  clusterTrustBundle: object({ ...each(text, 'name', 'signerName', 'path'), labelSelector, optional: flag }),
});

const volume = object({
  name: text,
  configMap: object({ name: text, items, defaultMode: int32, optional: flag }),
  secret: object({ secretName: text, items, defaultMode: int32, optional: flag }),
  emptyDir: object({ medium: text, sizeLimit: quantity }),
  hostPath: object(each(text, 'path', 'type')),
  downwardAPI: object({ items: downwardItems, defaultMode: int32 }),
  projected: object({ sources: list(projection), defaultMode: int32 }),
  persistentVolumeClaim: object({ claimName: text, readOnly: flag }),
  csi: object({
    ...each(text, 'driver', 'fsType'),
    readOnly: flag,
    volumeAttributes: texts,
    nodePublishSecretRef: anything,
  }),
  nfs: object({ ...each(text, 'server', 'path'), readOnly: flag }),
  ephemeral: object({ volumeClaimTemplate: anything }),
  image: object(each(text, 'reference', 'pullPolicy')),
});

export const volumes: Schema = retainKeys(keyed(volume, 'name'));

export const volumeMounts: Schema = keyed(
  object({
    ...each(text, 'name', 'mountPath', 'subPath', 'subPathExpr', 'mountPropagation', 'recursiveReadOnly'),
    readOnly: flag,
  }),
  'mountPath',
);

const keyRef = atomic(object({ ...each(text, 'name', 'key'), optional: flag }));

export const env: Schema = keyed(
  object({
    ...each(text, 'name', 'value'),
    valueFrom: object({ fieldRef, resourceFieldRef, configMapKeyRef: keyRef, secretKeyRef: keyRef }),
  }),
  'name',
);

const fromRef = object({ name: text, optional: flag });
export const envFrom: Schema = list(object({ prefix: text, configMapRef: fromRef, secretRef: fromRef }));
