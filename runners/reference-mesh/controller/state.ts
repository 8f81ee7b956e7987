import type { Behaviour } from '../behaviour/behaviour.ts';
import { compileNamespace } from '../compile/compile.ts';
import { defaultSettings, type MeshSettings } from '../compile/plan.ts';
import { MutableWorld, type TableName, type World, type WorldObject } from '../compile/world.ts';
import { behaviourOf } from '../faults/behaviour-of.ts';
import type { SmiObject } from '../objects/model.ts';
import { Published, type PlanChanges } from './published.ts';

export interface StateListener {
  /** Called once for all changes of a tick, never with nothing. */
  readonly onPlan: (changes: PlanChanges) => void;
  readonly onSettings: (settings: MeshSettings) => void;
  readonly onUnknownFaults: (names: readonly string[]) => void;
}

/**
 * What the control plane knows, believes and has made of it. Two worlds are kept: the true one, as the API server tells
 * it, and the believed one, which is the same unless a fault bends `believe`; so a fault that is switched off leaves nothing.
 */
export class ControlState {
  readonly #listener: StateListener;
  readonly #true = new MutableWorld();
  readonly #published = new Published();
  readonly #smiObjects = new Map<string, { readonly table: TableName; readonly object: SmiObject }>();
  readonly #dirty = new Set<string>();
  #believed = new MutableWorld();
  #behaviour: Behaviour = behaviourOf([]).behaviour;
  #settings: MeshSettings = defaultSettings;
  #scheduled = false;

  constructor(listener: StateListener) {
    this.#listener = listener;
  }

  get world(): World {
    return this.#believed;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  get settings(): MeshSettings {
    return this.#settings;
  }

  get published(): Published {
    return this.#published;
  }

  /** A Service, EndpointSlice or Pod as it is now; undefined when it is gone. */
  setKubernetes(table: TableName, namespace: string, name: string, object: WorldObject | undefined): void {
    if (same(this.#true.get(table, namespace, name), object)) return;
    this.#true.set(table, namespace, name, object);
    this.#believed.set(table, namespace, name, object);
    this.#touch(table, namespace);
  }

  setSmi(table: TableName, namespace: string, name: string, object: SmiObject | undefined): void {
    const before = this.#believed.get(table, namespace, name) as SmiObject | undefined;
    const believed = this.#behaviour.believe(before, object);
    // News that change nothing (an annotation, a list read anew) mean nothing, unless a fault makes something of them.
    if (same(this.#true.get(table, namespace, name), object) && same(before, believed)) return;
    this.#true.set(table, namespace, name, object);
    const key = `${table} ${namespace}/${name}`;
    if (object === undefined) this.#smiObjects.delete(key);
    else this.#smiObjects.set(key, { table, object });
    this.#believed.set(table, namespace, name, believed);
    this.#touch(table, namespace);
  }

  /** All has been read once. */
  started(): void {
    if (this.#behaviour.takesInAtStart) return;
    for (const { table, object } of this.#smiObjects.values())
      this.#believed.set(table, object.namespace, object.name, undefined);
    this.#touchAll();
  }

  configure(settings: MeshSettings): void {
    if (same(this.#settings, settings)) return;
    const faultsChanged = !same(this.#settings.faults, settings.faults);
    this.#settings = settings;
    if (faultsChanged) {
      const { behaviour, unknown } = behaviourOf(settings.faults);
      this.#behaviour = behaviour;
      if (unknown.length > 0) this.#listener.onUnknownFaults(unknown);
      this.#forget();
    }
    this.#listener.onSettings(settings);
  }

  /** Compiles what has changed and tells of it now, instead of at the end of the tick. */
  flush(): void {
    this.#scheduled = false;
    const changes = this.#published.begin();
    for (const name of this.#dirty) {
      const view = this.#believed.namespace(name);
      changes.replace(name, compileNamespace(this.#behaviour, this.#believed, view));
    }
    this.#dirty.clear();
    const result = changes.finish();
    if (result.destinations.size > 0 || result.grants.size > 0) this.#listener.onPlan(result);
  }

  /** Believes the truth again, all of it. */
  #forget(): void {
    for (const { table, object } of this.#smiObjects.values()) {
      this.#believed.set(table, object.namespace, object.name, object);
    }
    for (const view of this.#believed.namespaces()) {
      for (const table of smiTables) {
        for (const name of [...view[table].keys()]) {
          if (!this.#smiObjects.has(`${table} ${view.name}/${name}`))
            this.#believed.set(table, view.name, name, undefined);
        }
      }
    }
    this.#touchAll();
  }

  /**
   * SMI objects have effect in their own namespace, with two exceptions: an IdentityBinding may be named from anywhere, and
   * what it selects are pods. A fault may reach anywhere.
   */
  #touch(table: TableName, namespace: string): void {
    const far = table === 'bindings' || (table === 'pods' && this.#hasBindings());
    if (far || this.#settings.faults.length > 0) this.#touchAll();
    this.#dirty.add(namespace);
    this.#schedule();
  }

  #touchAll(): void {
    for (const view of this.#believed.namespaces()) this.#dirty.add(view.name);
    this.#schedule();
  }

  #hasBindings(): boolean {
    for (const view of this.#believed.namespaces()) if (view.bindings.size > 0) return true;
    return false;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }
}

/** Tables of what the mesh obeys. */
export const smiTables = ['splits', 'targets', 'groups', 'tcpRoutes', 'udpRoutes', 'bindings'] as const;

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
