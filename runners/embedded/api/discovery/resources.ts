import type { ResourceType, Served } from '../registry/resource.ts';
import type { Registry } from '../registry/registry.ts';

/** A resource or subresource as discovery describes it. */
export interface Described {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** A kind that is answered and never stored. */
export interface Review {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
}

const authentication = 'authentication.k8s.io';
const authorization = 'authorization.k8s.io';

export const reviews: readonly Review[] = [
  { group: authentication, version: 'v1', resource: 'tokenreviews', kind: 'TokenReview' },
  { group: authentication, version: 'v1', resource: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
  {
    group: authorization,
    version: 'v1',
    resource: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
  },
  { group: authorization, version: 'v1', resource: 'subjectaccessreviews', kind: 'SubjectAccessReview' },
];

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const change = ['get', 'patch', 'update'];

const ownSubresources: Readonly<Record<string, readonly Omit<Described, 'singularName'>[]>> = {
  '/pods': [
    { name: 'pods/binding', namespaced: true, kind: 'Binding', verbs: ['create'] },
    { name: 'pods/exec', namespaced: true, kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'pods/log', namespaced: true, kind: 'Pod', verbs: ['get'] },
  ],
  '/namespaces': [{ name: 'namespaces/finalize', namespaced: false, kind: 'Namespace', verbs: ['update'] }],
  '/serviceaccounts': [
    {
      name: 'serviceaccounts/token',
      namespaced: true,
      group: authentication,
      version: 'v1',
      kind: 'TokenRequest',
      verbs: ['create'],
    },
  ],
};

/** The resources of one version of a group, subresources included, sorted by name. */
export function describedIn(registry: Registry, group: string, version: string): readonly Described[] {
  const stored = registry.served(group, version).flatMap(described);
  const answered = reviews
    .filter((review) => review.group === group && review.version === version)
    .map(({ resource, kind }) => ({
      name: resource,
      singularName: kind.toLowerCase(),
      namespaced: false,
      kind,
      verbs: ['create'],
    }));
  return [...stored, ...answered].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function described({ type, version }: Served): readonly Described[] {
  const { resource: name, singular: singularName, namespaced, kind } = type;
  const below = (part: string, more: Partial<Described> = {}): Described => ({
    name: `${name}/${part}`,
    singularName: '',
    namespaced,
    kind,
    verbs: change,
    ...more,
  });
  return [
    {
      name,
      singularName,
      namespaced,
      kind,
      verbs:
        type.resource === 'namespaces' && type.group === ''
          ? verbs.filter((verb) => verb !== 'deletecollection')
          : verbs,
      ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
      ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    },
    ...(version.status ? [below('status')] : []),
    ...(version.scale === undefined
      ? []
      : [below('scale', { group: 'autoscaling', version: 'v1', kind: 'Scale' })]),
    ...ownParts(type).map((part) => ({ singularName: '', ...part })),
  ];
}

const ownParts = (type: ResourceType): readonly Omit<Described, 'singularName'>[] =>
  ownSubresources[`${type.group}/${type.resource}`] ?? [];

/** Groups with their versions, those of answered kinds included; the core group first. */
export function groupsOf(registry: Registry): ReadonlyMap<string, readonly string[]> {
  const groups = new Map(registry.groups());
  for (const { group, version } of reviews) if (!groups.has(group)) groups.set(group, [version]);
  return groups;
}
