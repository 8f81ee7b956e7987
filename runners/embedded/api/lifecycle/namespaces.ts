import { draftOf, finished } from '../draft.ts';
import type { Core } from '../objects/core.ts';
import { createObject } from '../objects/create.ts';
import { decode } from '../objects/decode.ts';
import { removeNow, removeObject } from '../objects/remove.ts';
import type { JsonObject } from '../json.ts';
import type { ResourceId } from '../store.ts';

const namespaces: ResourceId = { group: '', resource: 'namespaces' };

/** Gives every new namespace its service account and root certificate, and empties those that are deleted. */
export function keepNamespaces(core: Core, caCertificate: string): void {
  const ending = new Set<string>();
  const sweep = (name: string): void => {
    // Later: what is being deleted now is told to everybody first.
    setImmediate(() => {
      if (ending.has(name) && empty(core, name)) {
        ending.delete(name);
        release(core, name);
      }
    });
  };
  core.storage.listen(namespaces, ({ type, object }) => {
    const { name, deletionTimestamp } = object.metadata;
    if (type === 'ADDED') furnish(core, name, caCertificate);
    else if (type === 'MODIFIED' && deletionTimestamp !== undefined && !ending.has(name)) {
      ending.add(name);
      sweep(name);
    }
  });
  core.storage.listenEverywhere((_id, { type, object }) => {
    const { namespace } = object.metadata;
    if (type === 'DELETED' && namespace !== undefined && ending.has(namespace)) sweep(namespace);
  });
}

function furnish(core: Core, namespace: string, caCertificate: string): void {
  make(core, 'serviceaccounts', namespace, { metadata: { name: 'default' } });
  make(core, 'configmaps', namespace, {
    metadata: { name: 'kube-root-ca.crt' },
    data: { 'ca.crt': caCertificate },
  });
}

function make(core: Core, resource: string, namespace: string, object: JsonObject): void {
  const served = core.registry.route('', 'v1', resource);
  if (served === undefined) return;
  createObject(core, { served, namespace }, decode(served, object, 'Strict').draft, {
    manager: 'kube-controller-manager',
    dryRun: false,
  });
}

/** Deletes everything in a namespace. @returns whether nothing is left to wait for */
function empty(core: Core, namespace: string): boolean {
  let left = 0;
  for (const type of core.registry.types()) {
    if (!type.namespaced) continue;
    for (const object of core.storage.table(type).list(namespace)) {
      if (object.metadata.deletionTimestamp !== undefined) left += 1;
      else if (!removeObject(core, type, object, removeNow).gone) left += 1;
    }
  }
  return left === 0;
}

function release(core: Core, name: string): void {
  const namespace = core.storage.table(namespaces).get('', name);
  if (namespace === undefined) return;
  const draft = draftOf(namespace);
  const spec = namespace['spec'] as { readonly finalizers?: readonly string[] };
  const finalizers = (spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
  draft['spec'] = { ...spec, finalizers };
  if (finalizers.length === 0 && (namespace.metadata.finalizers ?? []).length === 0) {
    core.storage.remove(namespaces, namespace);
  } else {
    core.storage.write(namespaces, namespace, (revision) => finished(draft, revision));
  }
}
