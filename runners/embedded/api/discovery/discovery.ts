import { groupVersion } from '../registry/resource.ts';
import type { Registry } from '../registry/registry.ts';
import { describedIn, groupsOf, type Described } from './resources.ts';

export interface Document {
  readonly contentType: string;
  readonly text: string;
}

/** Discovery in all of its forms: `/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`, and aggregated by `Accept`. */
export class Discovery {
  readonly #registry: Registry;
  readonly #documents = new Map<string, Document>();
  #generation = -1;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The document at a path, or undefined where there is none. */
  at(path: string, accept: string): Document | undefined {
    if (this.#generation !== this.#registry.generation) {
      this.#documents.clear();
      this.#generation = this.#registry.generation;
    }
    const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
    const aggregated = trimmed === '/api' || trimmed === '/apis' ? aggregatedVersion(accept) : undefined;
    const key = `${trimmed} ${aggregated ?? ''}`;
    let document = this.#documents.get(key);
    if (document === undefined) {
      document = this.#make(trimmed, aggregated);
      if (document !== undefined) this.#documents.set(key, document);
    }
    return document;
  }

  #make(path: string, aggregated: string | undefined): Document | undefined {
    if (aggregated !== undefined) return this.#aggregated(path === '/api', aggregated);
    const [, root, first, second, ...more] = path.split('/');
    if (more.length > 0) return undefined;
    if (root === 'api') {
      if (first === undefined)
        return plain({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
      return first === 'v1' && second === undefined ? this.#resources('', 'v1') : undefined;
    }
    if (root !== 'apis') return undefined;
    const groups = groupsOf(this.#registry);
    if (first === undefined) {
      const named = [...groups]
        .filter(([group]) => group !== '')
        .map(([group, versions]) => groupOf(group, versions));
      return plain({ kind: 'APIGroupList', apiVersion: 'v1', groups: named });
    }
    const versions = groups.get(first);
    if (versions === undefined) return undefined;
    if (second === undefined)
      return plain({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(first, versions) });
    return versions.includes(second) ? this.#resources(first, second) : undefined;
  }

  #resources(group: string, version: string): Document {
    return plain({
      kind: 'APIResourceList',
      ...(group === '' ? {} : { apiVersion: 'v1' }),
      groupVersion: groupVersion(group, version),
      resources: describedIn(this.#registry, group, version),
    });
  }

  #aggregated(core: boolean, version: string): Document {
    const groups = [...groupsOf(this.#registry)].filter(([group]) => (group === '') === core);
    return {
      contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      text: JSON.stringify({
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${version}`,
        metadata: {},
        items: groups.map(([group, versions]) => ({
          metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
          versions: versions.map((each) => ({
            version: each,
            resources: aggregatedResources(describedIn(this.#registry, group, each)),
            freshness: 'Current',
          })),
        })),
      }),
    };
  }
}

const plain = (value: object): Document => ({ contentType: 'application/json', text: JSON.stringify(value) });

/** The version of aggregated discovery that is asked for first, if any. */
function aggregatedVersion(accept: string): string | undefined {
  const wanted = accept.split(',').find((each) => each.includes('as=APIGroupDiscoveryList'));
  if (wanted === undefined) return undefined;
  return /v=(v2beta1|v2)\b/.exec(wanted)?.[1];
}

function groupOf(name: string, versions: readonly string[]): object {
  const described = versions.map((version) => ({ groupVersion: groupVersion(name, version), version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function aggregatedResources(resources: readonly Described[]): readonly object[] {
  // Left empty where they are those of the group version itself.
  const kindOf = (described: Described): object => ({
    group: described.group ?? '',
    version: described.version ?? '',
    kind: described.kind,
  });
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((described) => {
      const below = resources.filter(({ name }) => name.startsWith(`${described.name}/`));
      return {
        resource: described.name,
        responseKind: kindOf(described),
        scope: described.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: described.singularName,
        verbs: described.verbs,
        ...(described.shortNames === undefined ? {} : { shortNames: described.shortNames }),
        ...(described.categories === undefined ? {} : { categories: described.categories }),
        ...(below.length === 0
          ? {}
          : {
              subresources: below.map((part) => ({
                subresource: part.name.slice(described.name.length + 1),
                responseKind: kindOf(part),
                verbs: part.verbs,
              })),
            }),
      };
    });
}
