import type { HttpMatch } from '../../fixtures/smi/model.ts';
import {
  callers,
  methods,
  paths,
  teamHeader,
  teams,
  type AccessWorld,
  type Grant,
  type Rule,
} from './access-world.ts';
import { listChange } from './coverage.ts';
import type { Draw } from './draw.ts';
import { edited } from './edited.ts';

/** What is written to bring one object from one state into the next. */
export type Write =
  | { readonly do: 'write'; readonly kind: 'group' | 'target'; readonly name: string }
  | { readonly do: 'delete'; readonly kind: 'target'; readonly name: string }
  /** Deletes it and makes another one of that name. */
  | { readonly do: 'replace'; readonly kind: 'group' | 'target'; readonly name: string };

/** A change, and the state after it. */
export interface Change {
  readonly words: string;
  readonly write: Write;
  readonly world: AccessWorld;
}

/** Of what kind a change is, for a walk that is to have each: `sources more`, `header less`. */
export function kindOf(before: AccessWorld, { write, world }: Change): string {
  const { kind, name } = write;
  if (write.do !== 'write') return `${kind} ${write.do}`;
  if (kind === 'group') return routesKind(before.groups[name] ?? [], world.groups[name] ?? []);
  const [old, now] = [before.targets[name], world.targets[name]];
  if (old === undefined || now === undefined) return 'target again';
  if (old.here !== now.here) return now.here ? 'destination back' : 'destination away';
  const sourceChange = listChange(old.sources, now.sources);
  if (sourceChange !== 'same') return `sources ${sourceChange}`;
  const groups = (rules: readonly Rule[]): readonly string[] => rules.map(({ group }) => group);
  const ruleChange = listChange(groups(old.rules), groups(now.rules));
  if (ruleChange !== 'same') return `rules ${ruleChange}`;
  const all = (rules: readonly Rule[]): number => rules.filter(({ matches }) => matches === undefined).length;
  const wider = all(now.rules) - all(old.rules);
  return wider === 0 ? 'matches other' : wider > 0 ? 'matches left out' : 'matches named';
}

function routesKind(before: readonly HttpMatch[], now: readonly HttpMatch[]): string {
  const names = listChange(
    before.map(({ name }) => name),
    now.map(({ name }) => name),
  );
  if (names !== 'same') return `routes ${names}`;
  const altered = (field: (route: HttpMatch) => unknown): boolean =>
    JSON.stringify(before.map(field)) !== JSON.stringify(now.map(field));
  const having = (routes: readonly HttpMatch[]): number =>
    routes.filter(({ headers }) => headers !== undefined).length;
  if (having(now) !== having(before)) return having(now) > having(before) ? 'header more' : 'header less';
  if (altered(({ headers }) => headers)) return 'header other';
  return altered(({ pathRegex }) => pathRegex) ? 'path other' : 'methods other';
}

/** What may come in. */
export interface Means {
  readonly groups: readonly string[];
  readonly targets: readonly string[];
  /** Whether routes of this version know headers. */
  readonly headers: boolean;
}

const routeNames = ['read', 'write', 'all', 'read-all'] as const;

export function firstWorld(draw: Draw, means: Means): AccessWorld {
  const groups = Object.fromEntries(
    means.groups.map((name) => [
      name,
      draw.some(routeNames, 2 + draw.below(2)).map((route) => match(route, draw, means)),
    ]),
  );
  const world: AccessWorld = { groups, targets: {} };
  const targets = Object.fromEntries(means.targets.map((name) => [name, grant(world, draw)]));
  return { groups, targets };
}

/** One change of one field of one object, or of whether it is there. */
export function nextChange(world: AccessWorld, draw: Draw, means: Means): Change {
  const name = draw.one(means.targets);
  const target = world.targets[name];
  if (target === undefined) {
    return {
      words: `target ${name} is there again`,
      write: { do: 'write', kind: 'target', name },
      world: withTarget(world, name, grant(world, draw)),
    };
  }
  const group = draw.one(means.groups);
  return draw.one<() => Change>([
    () => sources(world, name, target, draw),
    () => sources(world, name, target, draw),
    () => rules(world, name, target, draw),
    () => rules(world, name, target, draw),
    () => routes(world, group, draw, means),
    () => routes(world, group, draw, means),
    () => ({
      words: `target ${name} is for ${target.here ? 'another workload' : 'this workload again'}`,
      write: { do: 'write', kind: 'target', name },
      world: withTarget(world, name, { ...target, here: !target.here }),
    }),
    () => ({
      words: `target ${name} is deleted`,
      write: { do: 'delete', kind: 'target', name },
      world: {
        ...world,
        targets: Object.fromEntries(Object.entries(world.targets).filter(([one]) => one !== name)),
      },
    }),
    () => ({
      words: `target ${name} is another one of that name`,
      write: { do: 'replace', kind: 'target', name },
      world: withTarget(world, name, grant(world, draw)),
    }),
  ])();
}

function sources(world: AccessWorld, name: string, target: Grant, draw: Draw): Change {
  const others = callers.filter((caller) => !target.sources.includes(caller));
  const drawn = edited(target.sources, others, draw);
  return {
    words: `the sources of target ${name} are ${drawn.join(', ')}`,
    write: { do: 'write', kind: 'target', name },
    world: withTarget(world, name, { ...target, sources: drawn }),
  };
}

function rules(world: AccessWorld, name: string, target: Grant, draw: Draw): Change {
  const used = new Set(target.rules.map(({ group }) => group));
  const others = Object.keys(world.groups)
    .filter((group) => !used.has(group))
    .map((group) => rule(world, group, draw));
  const again = target.rules.map(({ group }) => rule(world, group, draw));
  const drawn = draw.below(2) === 0 ? again : edited(target.rules, others, draw);
  return {
    words: `the rules of target ${name} are ${drawn.map(ruleInWords).join(' and ')}`,
    write: { do: 'write', kind: 'target', name },
    world: withTarget(world, name, { ...target, rules: drawn }),
  };
}

/**
 * Routes that a target names stay, whatever they match, and so does a group that one refers to: what a reference to nothing
 * means is another question.
 */
function routes(world: AccessWorld, name: string, draw: Draw, means: Means): Change {
  const now = world.groups[name] ?? [];
  const named = new Set(
    Object.values(world.targets).flatMap((target) =>
      target.rules.flatMap(({ group, matches }) => (group === name ? (matches ?? []) : [])),
    ),
  );
  const referred = Object.values(world.targets).some((target) =>
    target.rules.some(({ group }) => group === name),
  );
  const free = routeNames.filter((route) => !now.some((one) => one.name === route));
  const kept = now.filter((one) => named.has(one.name));
  const loose = now.filter((one) => !named.has(one.name));
  const which = draw.below(4);
  const drawn =
    which === 0 && free.length > 0
      ? draw.some([...now, match(draw.one(free), draw, means)])
      : which === 1 && loose.length > 0 && now.length > 1
        ? draw.some([...kept, ...loose.slice(1)])
        : now.map((one, index) => (index === draw.below(now.length) ? changed(one, draw, means) : one));
  return {
    words: `the routes of group ${name} are ${drawn.map(matchInWords).join('; ')}`,
    write: { do: !referred && draw.below(2) === 0 ? 'replace' : 'write', kind: 'group', name },
    world: { ...world, groups: { ...world.groups, [name]: drawn } },
  };
}

function changed(route: HttpMatch, draw: Draw, means: Means): HttpMatch {
  const other = match(route.name, draw, means);
  return draw.one<HttpMatch>([
    { ...route, ...(other.pathRegex === undefined ? {} : { pathRegex: other.pathRegex }) },
    { ...route, ...(other.methods === undefined ? {} : { methods: other.methods }) },
    other,
  ]);
}

function grant(world: AccessWorld, draw: Draw): Grant {
  const groups = draw.atLeastOne(Object.keys(world.groups));
  return {
    sources: draw.some(callers, 1 + draw.below(3)),
    rules: groups.map((group) => rule(world, group, draw)),
    here: true,
  };
}

function rule(world: AccessWorld, group: string, draw: Draw): Rule {
  const names = (world.groups[group] ?? []).map(({ name }) => name);
  return { group, matches: draw.below(3) === 0 ? undefined : draw.some(names, 1 + draw.below(2)) };
}

function match(name: string, draw: Draw, { headers }: Means): HttpMatch {
  const verbs = draw.below(5) === 0 ? ['*'] : draw.some(methods, 1 + draw.below(2));
  const withHeader = headers && draw.below(3) === 0;
  return {
    name,
    pathRegex: draw.one(paths).regex,
    methods: verbs,
    ...(withHeader ? { headers: { [teamHeader]: draw.one(teams) } } : {}),
  };
}

function withTarget(world: AccessWorld, name: string, target: Grant): AccessWorld {
  return { ...world, targets: { ...world.targets, [name]: target } };
}

/** The state, a line for each object. */
export function worldInWords({ groups, targets }: AccessWorld): readonly string[] {
  return [
    ...Object.entries(groups).map(([name, all]) => `group ${name}: ${all.map(matchInWords).join('; ')}`),
    ...Object.entries(targets).map(
      ([name, { sources: from, rules: what, here }]) =>
        `target ${name}, ${here ? 'this workload' : 'another workload'}: ${from.join(', ')} may ${what.map(ruleInWords).join(' and ')}`,
    ),
  ];
}

function ruleInWords({ group, matches }: Rule): string {
  return matches === undefined ? `all of ${group}` : `${matches.join(', ')} of ${group}`;
}

function matchInWords({ name, methods: verbs, pathRegex, headers }: HttpMatch): string {
  const having = Object.entries(headers ?? {}).map(([header, value]) => ` with ${header} ${value}`);
  return `${name} = ${(verbs ?? []).join(' or ')} ${pathRegex ?? 'any path'}${having.join('')}`;
}
