import type { Storage } from '../storage/storage.ts';
import type { ResourceId, StoredObject } from '../store.ts';
import type { User } from './users.ts';

/** What somebody wants to do. */
export type Attributes =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };

interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const rbac = (resource: string): ResourceId => ({ group: 'rbac.authorization.k8s.io', resource });

/** Role-based access control by the stored roles and bindings. */
export class Authorizer {
  readonly #storage: Storage;
  /** Rules by user name and namespace; forgotten whenever a role or binding changes. */
  readonly #rules = new Map<string, readonly Rule[]>();

  constructor(storage: Storage) {
    this.#storage = storage;
    for (const resource of ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']) {
      storage.listen(rbac(resource), () => this.#rules.clear());
    }
  }

  allows(user: User, attributes: Attributes): boolean {
    if (user.groups.includes('system:masters')) return true;
    const namespace = 'path' in attributes ? '' : attributes.namespace;
    return this.#rulesFor(user, namespace).some((rule) => covers(rule, attributes));
  }

  #rulesFor(user: User, namespace: string): readonly Rule[] {
    const key = `${user.username}\n${user.groups.join()}\n${namespace}`;
    let rules = this.#rules.get(key);
    if (rules === undefined) {
      const bindings = [
        ...this.#storage.table(rbac('clusterrolebindings')).list(),
        ...(namespace === '' ? [] : this.#storage.table(rbac('rolebindings')).list(namespace)),
      ];
      rules = bindings.filter((binding) => binds(binding, user)).flatMap((binding) => this.#rulesOf(binding));
      this.#rules.set(key, rules);
    }
    return rules;
  }

  #rulesOf(binding: StoredObject): readonly Rule[] {
    const { kind, name } = binding['roleRef'] as { readonly kind: string; readonly name: string };
    const role =
      kind === 'Role'
        ? this.#storage.table(rbac('roles')).get(binding.metadata.namespace ?? '', name)
        : this.#storage.table(rbac('clusterroles')).get('', name);
    return (role?.['rules'] as readonly Rule[] | undefined) ?? [];
  }
}

const binds = (binding: StoredObject, user: User): boolean =>
  ((binding['subjects'] as readonly Subject[] | undefined) ?? []).some(({ kind, name, namespace }) => {
    if (kind === 'Group') return user.groups.includes(name);
    if (kind === 'User') return user.username === name;
    const home = namespace ?? binding.metadata.namespace ?? '';
    return user.username === `system:serviceaccount:${home}:${name}`;
  });

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes(value) || list.includes('*'));

function covers(rule: Rule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) {
    return (rule.nonResourceURLs ?? []).some((pattern) =>
      pattern.endsWith('*') ? attributes.path.startsWith(pattern.slice(0, -1)) : pattern === attributes.path,
    );
  }
  const { group, resource, subresource, name } = attributes;
  const names = rule.resourceNames ?? [];
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  const resources = rule.resources ?? [];
  return (
    has(rule.apiGroups, group) &&
    (has(resources, whole) || (subresource !== '' && resources.includes(`*/${subresource}`))) &&
    (names.length === 0 || names.includes(name))
  );
}

/** The words of a refusal, after `… is forbidden: `. */
export function refusal(user: User, attributes: Attributes): string {
  const who = `User ${JSON.stringify(user.username)}`;
  if ('path' in attributes) return `${who} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}`;
  const { verb, group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `${who} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}
