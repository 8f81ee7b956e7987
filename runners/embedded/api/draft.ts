import type { JsonObject } from './json.ts';
import type { ObjectMeta, OwnerReference, StoredObject } from './store.ts';

/** An object on its way into the store: the server still fills in fields. */
export interface Draft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  [field: string]: unknown;
}

export interface DraftMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
  [field: string]: unknown;
}

/** Who set which fields: an entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: JsonObject;
  readonly subresource?: string;
}

const order = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** The finished object, its common fields in the usual order. */
export function finished(draft: Draft, resourceVersion: string | undefined): StoredObject {
  const { apiVersion, kind, metadata, ...rest } = draft;
  const ordered: JsonObject = {};
  for (const name of order) {
    const value = name === 'resourceVersion' ? resourceVersion : metadata[name];
    if (value !== undefined) ordered[name] = value;
  }
  return { kind, apiVersion, metadata: ordered as ObjectMeta & JsonObject, ...rest };
}

/** A draft that may be changed field by field at the top and in its metadata; what lies deeper is still shared. */
export const draftOf = (object: StoredObject): Draft => ({
  ...object,
  metadata: { ...object.metadata } as DraftMeta,
});
