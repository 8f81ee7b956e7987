import type { ResourceType } from '../registry/resource.ts';
import type { StoredObject } from '../store.ts';
import { idOf, type Core } from './core.ts';

/** Takes an object away that was only waiting for its last finalizer. */
export function removeWhenFinished(core: Core, type: ResourceType, object: StoredObject): void {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return;
  if (Number(deletionGracePeriodSeconds ?? 0) > 0) return;
  if (type.group === '' && type.resource === 'namespaces' && namespaceFinalizers(object).length > 0) return;
  core.storage.remove(idOf(type), object);
}

/** Namespaces have finalizers of their own, in their specification. */
export function namespaceFinalizers(object: StoredObject): readonly string[] {
  const spec = object['spec'] as { readonly finalizers?: readonly string[] } | undefined;
  return spec?.finalizers ?? [];
}
