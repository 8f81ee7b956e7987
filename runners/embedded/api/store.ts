/** In-process access to the objects of the embedded API server, for its controllers and nodes. */

/** An object as stored: always with apiVersion, kind, metadata.name, uid, resourceVersion, creationTimestamp. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Group and plural, for instance `{group: 'apps', resource: 'deployments'}`; the core group is `''`. */
export interface ResourceId {
  readonly group: string;
  readonly resource: string;
}

export type StoreEvent = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: StoredObject };

export interface StoreDeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

export interface ObjectStore {
  get(resource: ResourceId, namespace: string, name: string): StoredObject | undefined;
  list(resource: ResourceId, namespace?: string): readonly StoredObject[];
  /** Goes through the same defaulting and validation as a request; rejects with an `ApiError`. */
  create(resource: ResourceId, object: Record<string, unknown>): Promise<StoredObject>;
  /** Reads, changes and writes again on conflict; `change` returns undefined to leave it as it is. Undefined when it is gone. */
  modify(
    resource: ResourceId,
    namespace: string,
    name: string,
    change: (current: StoredObject) => Record<string, unknown> | undefined,
    subresource?: 'status',
  ): Promise<StoredObject | undefined>;
  /**
   * Deletes as a request would: a pod on a node only gets its `deletionTimestamp` and is gone when its node deletes it again
   * with `gracePeriodSeconds: 0`; finalizers are waited for; dependents follow. Nothing happens when it is already gone.
   */
  delete(resource: ResourceId, namespace: string, name: string, options?: StoreDeleteOptions): Promise<void>;
  /** Calls back for what exists (as ADDED) and for every later change, in order, until unsubscribed. */
  watch(resource: ResourceId, listener: (event: StoreEvent) => void): () => void;
}
