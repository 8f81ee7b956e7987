import type { NamespacePlan } from '../compile/compile.ts';

/** What has become different, as JSON text; undefined: gone. */
export interface PlanChanges {
  /** By IP address. */
  readonly destinations: ReadonlyMap<string, string | undefined>;
  /** By identity. */
  readonly grants: ReadonlyMap<string, string | undefined>;
}

interface Entry {
  readonly namespace: string;
  readonly json: string;
}

type Table = Map<string, Entry>;

/** What side-cars have been told, so that they are told only of changes. Values are kept as the text that is sent. */
export class Published {
  readonly #destinations: Table = new Map();
  readonly #grants: Table = new Map();
  readonly #keys = new Map<string, { destinations: ReadonlySet<string>; grants: ReadonlySet<string> }>();

  destination(address: string): string | undefined {
    return this.#destinations.get(address)?.json;
  }

  grants(identity: string): string | undefined {
    return this.#grants.get(identity)?.json;
  }

  begin(): { replace(namespace: string, plan: NamespacePlan): void; finish(): PlanChanges } {
    const destinations = new Map<string, string | undefined>();
    const grants = new Map<string, string | undefined>();
    return {
      replace: (namespace, plan) => {
        const before = this.#keys.get(namespace);
        update(this.#destinations, namespace, plan.destinations, before?.destinations, destinations);
        update(this.#grants, namespace, plan.grants, before?.grants, grants);
        this.#keys.set(namespace, {
          destinations: new Set(plan.destinations.keys()),
          grants: new Set(plan.grants.keys()),
        });
      },
      finish: () => ({ destinations, grants }),
    };
  }
}

function update(
  table: Table,
  namespace: string,
  plan: ReadonlyMap<string, unknown>,
  before: ReadonlySet<string> | undefined,
  changes: Map<string, string | undefined>,
): void {
  for (const key of before ?? []) {
    // An address that another namespace has taken over in the meantime is not ours to withdraw.
    if (plan.has(key) || table.get(key)?.namespace !== namespace) continue;
    table.delete(key);
    changes.set(key, undefined);
  }
  for (const [key, value] of plan) {
    const json = JSON.stringify(value);
    if (table.get(key)?.json !== json) changes.set(key, json);
    table.set(key, { namespace, json });
  }
}
