import type { HttpMatch } from '../../fixtures/smi/model.ts';

// TrafficTargets and HTTPRouteGroups, and what they admit when all of it is in force: the specification as a function. Only
// what no clause leaves open comes in here, such as lists that are not empty, and paths of which none begins as another.

export const callers = ['one', 'two', 'three', 'elsewhere'] as const;
export type Caller = (typeof callers)[number];

export interface Rule {
  readonly group: string;
  /** Names of the group's routes; undefined: all of them. */
  readonly matches: readonly string[] | undefined;
}

export interface Grant {
  /** Whom it admits; at least one. */
  readonly sources: readonly Caller[];
  /** At least one. */
  readonly rules: readonly Rule[];
  /** Whether its destination is the workload that is called, or some other. */
  readonly here: boolean;
}

export interface AccessWorld {
  readonly groups: Readonly<Record<string, readonly HttpMatch[]>>;
  /** Targets by name; one that was deleted is absent. */
  readonly targets: Readonly<Record<string, Grant>>;
}

export interface Call {
  readonly caller: Caller;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Each path as routes have it and as requests do. */
export const paths = [
  { regex: '/books', path: '/books' },
  { regex: '/carts/[a-z]+', path: '/carts/red' },
  { regex: '/items/[0-9]+', path: '/items/42' },
  { regex: '/users', path: '/users' },
] as const;
export const methods = ['GET', 'POST', 'PUT'] as const;
export const teams = ['blue', 'green'] as const;
export const teamHeader = 'x-team';

/** Every call that a walk may make. */
export function allCalls({ headers }: { readonly headers: boolean }): readonly Call[] {
  const sets = headers ? [{}, ...teams.map((team) => ({ [teamHeader]: team }))] : [{}];
  return callers.flatMap((caller) =>
    paths.flatMap(({ path }) =>
      methods.flatMap((method) => sets.map((one) => ({ caller, method, path, headers: one }))),
    ),
  );
}

/**
 * Whether a call is let in: when any target of the workload names its caller and refers to any route that it fits. Nothing
 * but that lets it in (TrafficTarget: access is denied unless it is granted, and grants add up).
 */
export function admits({ groups, targets }: AccessWorld, call: Call): boolean {
  return Object.values(targets).some(
    ({ here, sources, rules }) =>
      here &&
      sources.includes(call.caller) &&
      rules.some(({ group, matches }) =>
        (groups[group] ?? []).some(
          (route) => (matches === undefined || matches.includes(route.name)) && fits(route, call),
        ),
      ),
  );
}

function fits({ pathRegex, methods: of, headers }: HttpMatch, call: Call): boolean {
  const known = paths.find(({ regex }) => regex === pathRegex);
  return (
    known?.path === call.path &&
    (of ?? []).some((method) => method === '*' || method === call.method) &&
    Object.entries(headers ?? {}).every(([name, value]) => call.headers[name] === value)
  );
}
