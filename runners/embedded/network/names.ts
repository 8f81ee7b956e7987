import { isIPv4 } from 'node:net';

/** What a name of the cluster stands for. */
export type NameRecord =
  /** A Service with a cluster IP. */
  | { readonly kind: 'address'; readonly address: string }
  /** A headless Service: the addresses of its ready pods, none when there is none. */
  | { readonly kind: 'pods'; readonly addresses: readonly string[] }
  /** An ExternalName Service. */
  | { readonly kind: 'alias'; readonly name: string };

/** One change of the table; a record of undefined removes the name. */
export interface NameChange {
  readonly name: string;
  readonly record: NameRecord | undefined;
}

const clusterDomain = 'cluster.local';
/** Names with fewer dots are tried in the search domains first, as in a pod's /etc/resolv.conf. */
const searchBelowDots = 5;
const longestAliasChain = 8;

export function serviceDomainName(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.${clusterDomain}`;
}

/** Full names that a pod's resolver would ask for, in its order. */
export function candidateNames(host: string, namespace: string): readonly string[] {
  const name = host.toLowerCase();
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain].map(
    (domain) => `${name}.${domain}`,
  );
  return name.split('.').length - 1 < searchBelowDots ? [...searched, name] : [name, ...searched];
}

/** The cluster's names, by full name. */
export class NameTable {
  readonly #records = new Map<string, NameRecord>();

  apply(changes: readonly NameChange[]): void {
    for (const { name, record } of changes) {
      if (record === undefined) this.#records.delete(name);
      else this.#records.set(name, record);
    }
  }

  get(name: string): NameRecord | undefined {
    return this.#records.get(name);
  }

  *entries(): Iterable<NameChange> {
    for (const [name, record] of this.#records) yield { name, record };
  }

  /** The address for a host name as a pod in `namespace` writes it; undefined when there is none. */
  resolve(host: string, namespace: string, random: () => number): string | undefined {
    const found = candidateNames(host, namespace).find((name) => this.#records.has(name));
    return found === undefined ? undefined : this.#address(found, random, longestAliasChain);
  }

  #address(name: string, random: () => number, aliasesLeft: number): string | undefined {
    const record = this.#records.get(name);
    if (record === undefined) return undefined;
    switch (record.kind) {
      case 'address':
        return record.address;
      case 'pods':
        return record.addresses[Math.floor(random() * record.addresses.length)];
      case 'alias':
        if (isIPv4(record.name)) return record.name;
        return aliasesLeft === 0 ? undefined : this.#address(record.name, random, aliasesLeft - 1);
    }
  }
}
