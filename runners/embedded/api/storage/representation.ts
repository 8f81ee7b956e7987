import { apiVersionOf, type ResourceVersion, type Served } from '../registry/resource.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { prune } from '../schema/prune.ts';
import type { StoredObject } from '../store.ts';

interface Representation {
  readonly object: StoredObject;
  json: string | undefined;
}

const representations = new WeakMap<StoredObject, Map<ResourceVersion, Representation>>();

/** The object in another version of its kind: as CustomResourceDefinitions with `strategy: None`, only named otherwise. */
export const inVersion = (object: StoredObject, served: Served): StoredObject =>
  representation(object, served).object;

/** The object as JSON text, made once for each version. */
export function jsonOf(object: StoredObject, served: Served): string {
  const found = representation(object, served);
  found.json ??= JSON.stringify(found.object);
  return found.json;
}

function representation(object: StoredObject, served: Served): Representation {
  let versions = representations.get(object);
  if (versions === undefined) {
    versions = new Map();
    representations.set(object, versions);
  }
  let found = versions.get(served.version);
  if (found === undefined) {
    found = { object: converted(object, served), json: undefined };
    versions.set(served.version, found);
  }
  return found;
}

function converted(object: StoredObject, served: Served): StoredObject {
  if (!served.type.custom) return object;
  const apiVersion = apiVersionOf(served);
  const pruned = prune({ ...object, apiVersion }, served.version.schema) as StoredObject;
  // As in Kubernetes, only the version that objects are kept in fills in defaults that are newer than the object.
  if (served.version === served.type.storage) applyDefaults(pruned, served.version.schema);
  return pruned;
}
