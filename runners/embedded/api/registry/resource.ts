import type { JsonObject } from '../json.ts';
import type { Schema } from '../schema/types.ts';

/** A kind of object that the server keeps, built in or defined by a CustomResourceDefinition. */
export interface ResourceType {
  readonly group: string;
  /** Plural name, the one in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly custom: boolean;
  /** The version that objects are kept in. */
  readonly storage: ResourceVersion;
  /** Every version, the preferred first. */
  readonly versions: readonly ResourceVersion[];
  /** Whether `metadata.generation` counts changes of the specification. */
  readonly generation: boolean;
  /** Fields that an empty object of this kind already has, as its serialised form in Kubernetes does. */
  readonly zero: JsonObject;
}

export interface ResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly schema: Schema;
  readonly status: boolean;
  readonly scale: ScalePaths | undefined;
  readonly columns: readonly PrinterColumn[];
  /** Sent as a warning to who uses the version. */
  readonly deprecation: string | undefined;
}

/** JSON paths such as `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string | undefined;
}

/** A column of `kubectl get` that a CustomResourceDefinition asks for. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly jsonPath: string;
  readonly priority?: number;
}

/** A resource in the version that somebody asks for it in. */
export interface Served {
  readonly type: ResourceType;
  readonly version: ResourceVersion;
}

/** `apps/v1`, or only `v1` in the core group. */
export const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

export const apiVersionOf = ({ type, version }: Served): string => groupVersion(type.group, version.name);
