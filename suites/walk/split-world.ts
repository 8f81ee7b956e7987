import type { HttpMatch } from '../../fixtures/smi/model.ts';

// TrafficSplits with conditions, and whom a request reaches when all of it is in force: the specification as a function. Only
// what no clause leaves open comes in here: roots that are no backends, at most one split for each, groups that exist, and
// conditions on headers.

/** The workload behind each backend, and that behind every root. */
export const workloadOf = { one: 'v1', two: 'v2', three: 'v3' } as const;
export const workloadOfRoots = 'v0';
export type Backend = keyof typeof workloadOf;
export const backends: readonly Backend[] = ['one', 'two', 'three'];

export interface Weighted {
  readonly backend: Backend;
  /** A whole number from 0; one of a split is more. */
  readonly weight: number;
}

export interface Split {
  readonly root: string;
  /** Each at most once. */
  readonly backends: readonly Weighted[];
  /** Groups of which a request must fit a route; undefined: it is about all requests. */
  readonly groups: readonly string[] | undefined;
}

export interface SplitWorld {
  /** Routes that are about headers alone. */
  readonly groups: Readonly<Record<string, readonly HttpMatch[]>>;
  /** Splits by name; one that was deleted is absent. */
  readonly splits: Readonly<Record<string, Split>>;
}

export interface Request {
  readonly root: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers that requests may have, with their values, of which none is part of another. */
export const headerValues = { 'x-team': ['blue', 'green'], 'x-plan': ['free', 'paid'] } as const;

/** Every request to these roots that a walk may make. */
export function allRequests(
  roots: readonly string[],
  { conditions }: { readonly conditions: boolean },
): readonly Request[] {
  const having = (name: keyof typeof headerValues): readonly Request['headers'][] => [
    {},
    ...headerValues[name].map((value) => ({ [name]: value })),
  ];
  const headers = conditions
    ? having('x-team').flatMap((team) => having('x-plan').map((plan) => ({ ...team, ...plan })))
    : [{}];
  return roots.flatMap((root) => headers.map((one) => ({ root, headers: one })));
}

/**
 * The weights of the workloads that a request may reach (TrafficSplit: backends by their weights, none for 0; what meets no
 * condition is served by the root itself).
 */
export function destinations(world: SplitWorld, request: Request): Readonly<Record<string, number>> {
  const split = Object.values(world.splits).find(({ root }) => root === request.root);
  if (split === undefined || !isAbout(split, world, request)) return { [workloadOfRoots]: 1 };
  return Object.fromEntries(
    split.backends
      .filter(({ weight }) => weight > 0)
      .map(({ backend, weight }) => [workloadOf[backend], weight] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function isAbout({ groups }: Split, world: SplitWorld, { headers }: Request): boolean {
  const routes = groups?.flatMap((group) => world.groups[group] ?? []);
  return (
    routes === undefined ||
    routes.some((route) =>
      Object.entries(route.headers ?? {}).every(([name, value]) => headers[name] === value),
    )
  );
}
