import { draftOf, finished } from '../draft.ts';
import type { Core } from '../objects/core.ts';
import { idOf } from '../objects/core.ts';
import { removeWhenFinished } from '../objects/finish.ts';
import { removeNow, removeObject } from '../objects/remove.ts';
import type { ResourceType } from '../registry/resource.ts';
import { typeKey } from '../registry/registry.ts';
import type { Change } from '../storage/history.ts';
import type { ResourceId, StoredObject } from '../store.ts';

interface Place {
  readonly id: ResourceId;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The garbage collector: what belongs to an object that is gone goes, too, soon after. Dependents are told by
 * `metadata.ownerReferences`; the deletion policies are finalizers, as in Kubernetes.
 */
export class GarbageCollector {
  readonly #core: Core;
  /** Places of the dependents, by the uid of an owner. */
  readonly #dependents = new Map<string, Map<string, Place>>();
  readonly #living = new Set<string>();
  /** Owners that are deleted in the foreground, by uid. */
  readonly #waiting = new Map<string, Place>();

  constructor(core: Core) {
    this.#core = core;
  }

  start(): void {
    this.#core.storage.listenEverywhere((id, change) => this.#observe(id, change));
  }

  #observe(id: ResourceId, { type, object, previous }: Change): void {
    const { uid, ownerReferences } = object.metadata;
    if (ownerReferences !== previous?.metadata.ownerReferences || type === 'DELETED') {
      this.#unlink(id, previous);
      if (type !== 'DELETED') this.#link(id, object);
    }
    if (type === 'DELETED') {
      this.#living.delete(uid);
      this.#waiting.delete(uid);
      if (this.#dependents.has(uid)) setImmediate(() => this.#ownerGone(uid));
      for (const owner of previous?.metadata.ownerReferences ?? [])
        setImmediate(() => this.#release(owner.uid));
      return;
    }
    this.#living.add(uid);
    if (type === 'ADDED') {
      for (const owner of ownerReferences ?? [])
        if (!this.#living.has(owner.uid)) setImmediate(() => this.#ownerGone(owner.uid));
    }
    if (object.metadata.deletionTimestamp !== undefined) this.#finalize(id, object);
  }

  #link(id: ResourceId, object: StoredObject): void {
    const place = placeOf(id, object);
    const { namespace, name } = place;
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const places = this.#dependents.get(uid) ?? new Map<string, Place>();
      places.set(`${typeKey(id)}/${namespace}/${name}`, place);
      this.#dependents.set(uid, places);
    }
  }

  #unlink(id: ResourceId, object: StoredObject | undefined): void {
    const { namespace = '', name = '', ownerReferences = [] } = object?.metadata ?? {};
    for (const { uid } of ownerReferences) {
      const places = this.#dependents.get(uid);
      places?.delete(`${typeKey(id)}/${namespace}/${name}`);
      if (places?.size === 0) this.#dependents.delete(uid);
    }
  }

  #found(uid: string): readonly (readonly [ResourceType, StoredObject])[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])].flatMap(({ id, namespace, name }) => {
      const type = this.#core.registry.type(id);
      const object = this.#core.storage.table(id).get(namespace, name);
      return type === undefined || object === undefined ? [] : [[type, object] as const];
    });
  }

  #ownerGone(uid: string): void {
    if (this.#living.has(uid)) return;
    for (const [type, object] of this.#found(uid)) {
      const others = (object.metadata.ownerReferences ?? []).filter((owner) => this.#living.has(owner.uid));
      if (others.length > 0) this.#rewrite(type, object, { ownerReferences: others });
      else if (object.metadata.deletionTimestamp === undefined)
        removeObject(this.#core, type, object, removeNow);
    }
  }

  /** Deals with the policies `Foreground` and `Orphan`. */
  #finalize(id: ResourceId, object: StoredObject): void {
    const finalizers = object.metadata.finalizers ?? [];
    const { uid } = object.metadata;
    if (finalizers.includes('orphan')) {
      setImmediate(() => {
        for (const [type, dependent] of this.#found(uid)) {
          const others = (dependent.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
          this.#rewrite(type, dependent, { ownerReferences: others });
        }
        this.#drop(placeOf(id, object), uid, 'orphan');
      });
    } else if (finalizers.includes('foregroundDeletion')) {
      this.#waiting.set(uid, placeOf(id, object));
      setImmediate(() => {
        for (const [type, dependent] of this.#found(uid)) {
          if (dependent.metadata.deletionTimestamp !== undefined) continue;
          removeObject(this.#core, type, dependent, { ...removeNow, propagationPolicy: 'Foreground' });
        }
        this.#release(uid);
      });
    }
  }

  #blocked(uid: string): boolean {
    return this.#found(uid).some(([, { metadata }]) =>
      (metadata.ownerReferences ?? []).some(
        (owner) => owner.uid === uid && owner.blockOwnerDeletion === true,
      ),
    );
  }

  /** An owner that waits in the foreground goes when nothing of its own is left that blocks it. */
  #release(uid: string): void {
    if (!this.#waiting.has(uid) || this.#blocked(uid)) return;
    const place = this.#waiting.get(uid);
    if (place === undefined) return;
    this.#waiting.delete(uid);
    this.#drop(place, uid, 'foregroundDeletion');
  }

  #drop({ id, namespace, name: named }: Place, uid: string, finalizer: string): void {
    const type = this.#core.registry.type(id);
    const current = this.#core.storage.table(id).get(namespace, named);
    if (type === undefined || current?.metadata.uid !== uid) return;
    const finalizers = (current.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    removeWhenFinished(this.#core, type, this.#rewrite(type, current, { finalizers }));
  }

  #rewrite(
    type: ResourceType,
    object: StoredObject,
    change: Pick<StoredObject['metadata'], 'ownerReferences' | 'finalizers'>,
  ): StoredObject {
    const draft = draftOf(object);
    Object.assign(draft.metadata, change);
    for (const name of ['ownerReferences', 'finalizers'] as const) {
      if (draft.metadata[name]?.length === 0) Reflect.deleteProperty(draft.metadata, name);
    }
    return this.#core.storage.write(idOf(type), object, (revision) => finished(draft, revision));
  }
}

const placeOf = (id: ResourceId, { metadata }: StoredObject): Place => ({
  id,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});
