import { timestamp } from '../clock.ts';
import { draftOf, finished } from '../draft.ts';
import type { Core } from '../objects/core.ts';
import { definitionCleanup, removeNow, removeObject } from '../objects/remove.ts';
import { updateObject } from '../objects/update.ts';
import { customType, type DefinitionSpec } from '../registry/custom.ts';
import type { Change } from '../storage/history.ts';
import type { ResourceId, StoredObject } from '../store.ts';

const definitions: ResourceId = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };

/** Serves what CustomResourceDefinitions define, from the moment that they are stored until they are gone. */
export function serveDefinitions(core: Core): void {
  core.storage.listen(definitions, (change) => {
    if (change.type === 'DELETED') core.registry.remove(idOf(change.object));
    else serve(core, change);
  });
}

const specOf = (object: StoredObject): DefinitionSpec => object['spec'] as DefinitionSpec;

const idOf = (definition: StoredObject): ResourceId => {
  const { group, names } = specOf(definition);
  return { group, resource: names.plural };
};

function serve(core: Core, { object, previous }: Change): void {
  if (object.metadata.deletionTimestamp !== undefined) {
    // Deleting the instances makes further changes: after this one has been told to everybody.
    setImmediate(() => removeInstances(core, object.metadata.name));
    return;
  }
  if (previous !== undefined && previous['spec'] === object['spec']) return;
  const type = customType(specOf(object));
  if (type !== undefined) core.registry.put(type);
  establish(core, object);
}

function establish(core: Core, definition: StoredObject): void {
  const served = core.registry.route(definitions.group, 'v1', definitions.resource);
  const current = core.storage.table(definitions).get('', definition.metadata.name);
  if (served === undefined || current === undefined) return;
  const draft = draftOf(current);
  const condition = (type: string, reason: string, message: string): object => ({
    type,
    status: 'True',
    lastTransitionTime: timestamp(core.clock),
    reason,
    message,
  });
  const before = current['status'] as {
    readonly conditions?: readonly unknown[];
    readonly storedVersions?: readonly string[];
  };
  const stored = specOf(current)
    .versions.filter(({ storage }) => storage)
    .map(({ name }) => name);
  draft['status'] = {
    acceptedNames: specOf(current).names,
    conditions:
      (before.conditions ?? []).length > 0
        ? before.conditions
        : [
            condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
            condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
          ],
    storedVersions: [...new Set([...(before.storedVersions ?? []), ...stored])],
  };
  const target = { served, namespace: '' };
  const options = { manager: 'kube-apiserver', dryRun: false, subresource: 'status', patched: true } as const;
  updateObject(core, target, current, draft, options);
}

/** Objects of a kind go with its definition; their own finalizers can hold it up. */
function removeInstances(core: Core, name: string): void {
  const definition = core.storage.table(definitions).get('', name);
  if (definition?.metadata.deletionTimestamp === undefined) return;
  const type = core.registry.type(idOf(definition));
  if (type !== undefined) {
    const instances = core.storage.table(type);
    for (const instance of instances.list()) {
      if (instance.metadata.deletionTimestamp === undefined) removeObject(core, type, instance, removeNow);
    }
    if (instances.list().length > 0) {
      const stop = core.storage.listen(type, () => {
        if (instances.list().length > 0) return;
        stop();
        setImmediate(() => removeInstances(core, name));
      });
      return;
    }
  }
  finish(core, definition);
}

function finish(core: Core, definition: StoredObject): void {
  const finalizers = (definition.metadata.finalizers ?? []).filter(
    (finalizer) => finalizer !== definitionCleanup,
  );
  if (finalizers.length === (definition.metadata.finalizers ?? []).length && finalizers.length > 0) return;
  if (finalizers.length === 0) {
    core.storage.remove(definitions, definition);
    return;
  }
  const draft = draftOf(definition);
  draft.metadata.finalizers = finalizers;
  core.storage.write(definitions, definition, (revision) => finished(draft, revision));
}
