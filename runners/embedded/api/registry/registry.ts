import type { ResourceId } from '../store.ts';
import type { ResourceType, Served } from './resource.ts';
import { byVersionPriority } from './version-order.ts';

/** The resources that the server serves right now. */
export class Registry {
  readonly #types = new Map<string, ResourceType>();
  readonly #routes = new Map<string, Served>();
  #generation = 0;

  /** Grows with every change, so that what is computed from the registry knows when it is stale. */
  get generation(): number {
    return this.#generation;
  }

  put(type: ResourceType): void {
    this.remove(type);
    this.#types.set(typeKey(type), type);
    for (const version of type.versions) {
      if (version.served)
        this.#routes.set(routeKey(type.group, version.name, type.resource), { type, version });
    }
  }

  remove(id: ResourceId): void {
    this.#generation += 1;
    const known = this.#types.get(typeKey(id));
    if (known === undefined) return;
    this.#types.delete(typeKey(id));
    for (const version of known.versions) this.#routes.delete(routeKey(id.group, version.name, id.resource));
  }

  type(id: ResourceId): ResourceType | undefined {
    return this.#types.get(typeKey(id));
  }

  /** What a path such as `/apis/<group>/<version>/…/<resource>` leads to. */
  route(group: string, version: string, resource: string): Served | undefined {
    return this.#routes.get(routeKey(group, version, resource));
  }

  /** Whether a group is the server's own, and not one of CustomResourceDefinitions. */
  isBuiltin(group: string): boolean {
    return [...this.#types.values()].some((type) => type.group === group && !type.custom);
  }

  types(): readonly ResourceType[] {
    return [...this.#types.values()];
  }

  /** Groups with their served versions, the preferred first; the core group is `''`. */
  groups(): ReadonlyMap<string, readonly string[]> {
    const groups = new Map<string, Set<string>>();
    for (const type of this.#types.values()) {
      const versions = groups.get(type.group) ?? new Set<string>();
      for (const version of type.versions) if (version.served) versions.add(version.name);
      if (versions.size > 0) groups.set(type.group, versions);
    }
    return new Map([...groups].map(([group, versions]) => [group, [...versions].sort(byVersionPriority)]));
  }

  /** What is served in one version of one group, by name. */
  served(group: string, version: string): readonly Served[] {
    return [...this.#routes.values()]
      .filter((served) => served.type.group === group && served.version.name === version)
      .sort((a, b) => (a.type.resource < b.type.resource ? -1 : 1));
  }
}

export const typeKey = ({ group, resource }: ResourceId): string => `${group}/${resource}`;

const routeKey = (group: string, version: string, resource: string): string =>
  `${group}/${version}/${resource}`;
