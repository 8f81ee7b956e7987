import type { HttpMatch } from '../../fixtures/smi/model.ts';
import { listChange } from './coverage.ts';
import type { Draw } from './draw.ts';
import { edited } from './edited.ts';
import { backends, headerValues, type Split, type SplitWorld, type Weighted } from './split-world.ts';

/** What is done to bring one object from one state into the next. */
export type SplitWrite =
  | { readonly do: 'backends' | 'matches' | 'root' | 'create' | 'delete'; readonly split: string }
  | { readonly do: 'routes' | 'new-group'; readonly group: string };

/** A change, and the state after it. */
export interface SplitChange {
  readonly words: string;
  readonly write: SplitWrite;
  readonly world: SplitWorld;
}

/** Of what kind a change is, for a walk that is to have each: `backends more`, `conditions less`. */
export function kindOfSplitChange(before: SplitWorld, { write, world }: SplitChange): string {
  if ('group' in write) {
    const [old = [], now = []] = [before.groups[write.group], world.groups[write.group]];
    const kind = listChange(namesOf(old), namesOf(now));
    return write.do === 'new-group' ? 'group anew' : `routes ${kind}`;
  }
  const [old, now] = [before.splits[write.split], world.splits[write.split]];
  if (write.do === 'create') return now?.groups === undefined ? 'create' : 'create with conditions';
  if (write.do === 'matches') {
    if (old?.groups === undefined || now?.groups === undefined)
      return now?.groups === undefined ? 'conditions gone' : 'conditions come';
    return `conditions ${listChange(old.groups, now.groups)}`;
  }
  if (write.do !== 'backends') return write.do;
  const named = (split: Split | undefined): readonly string[] =>
    split?.backends.map(({ backend }) => backend) ?? [];
  const zeros = (split: Split | undefined): number =>
    split?.backends.filter(({ weight }) => weight === 0).length ?? 0;
  const kind = listChange(named(old), named(now));
  if (kind !== 'same') return `backends ${kind}`;
  return zeros(now) > zeros(old)
    ? 'weight to zero'
    : zeros(now) < zeros(old)
      ? 'weight from zero'
      : 'weights other';
}

function namesOf(routes: readonly HttpMatch[]): readonly string[] {
  return routes.map(({ name }) => name);
}

/** What may come in. */
export interface SplitMeans {
  readonly roots: readonly string[];
  readonly splits: readonly string[];
  /** None where splits know no conditions. */
  readonly groups: readonly string[];
}

const scales = [1, 10, 25, 1000] as const;
const routeNames = ['a', 'b', 'c'] as const;

/** The groups, and not yet a split. */
export function firstGroups(draw: Draw, { groups }: SplitMeans): SplitWorld {
  const routes = (): readonly HttpMatch[] =>
    draw.some(routeNames, 1 + draw.below(2)).map((name) => route(name, draw));
  return { splits: {}, groups: Object.fromEntries(groups.map((name) => [name, routes()])) };
}

/** One change of one field of one object, or of whether it is there. */
export function nextSplitChange(world: SplitWorld, draw: Draw, means: SplitMeans): SplitChange {
  const name = draw.one(means.splits);
  const split = world.splits[name];
  if (split === undefined) return created(world, name, draw, means);
  const backendsChange = (): SplitChange => {
    const drawn = weighted(split.backends, draw);
    const words = `split ${name} has the backends ${drawn.map(weightedInWords).join(', ')}`;
    return {
      words,
      write: { do: 'backends', split: name },
      world: withSplit(world, name, { ...split, backends: drawn }),
    };
  };
  const gone: () => SplitChange = () => ({
    words: `split ${name} is deleted`,
    write: { do: 'delete', split: name },
    world: {
      ...world,
      splits: Object.fromEntries(Object.entries(world.splits).filter(([one]) => one !== name)),
    },
  });
  const moved = (): SplitChange => {
    const root = draw.one(freeRoots(world, means));
    const words = `split ${name} is about ${root}`;
    return { words, write: { do: 'root', split: name }, world: withSplit(world, name, { ...split, root }) };
  };
  const conditions = (): SplitChange => {
    const groups = conditionsOf(draw, means);
    const words = `split ${name} has ${groups === undefined ? 'no conditions' : `the conditions ${groups.join(', ')}`}`;
    return {
      words,
      write: { do: 'matches', split: name },
      world: withSplit(world, name, { ...split, groups }),
    };
  };
  return draw.one<() => SplitChange>([
    backendsChange,
    backendsChange,
    gone,
    ...(freeRoots(world, means).length > 0 ? [moved] : []),
    ...(means.groups.length > 0 ? [conditions, () => routesChange(world, draw, means)] : []),
  ])();
}

function created(world: SplitWorld, name: string, draw: Draw, means: SplitMeans): SplitChange {
  const split: Split = {
    root: draw.one(freeRoots(world, means)),
    backends: weighted([], draw),
    groups: conditionsOf(draw, means),
  };
  return {
    words: `split ${name} is there`,
    write: { do: 'create', split: name },
    world: withSplit(world, name, split),
  };
}

function routesChange(world: SplitWorld, draw: Draw, means: SplitMeans): SplitChange {
  const group = draw.one(means.groups);
  const referred = Object.values(world.splits).some(({ groups }) => groups?.includes(group) === true);
  const now = world.groups[group] ?? [];
  const [free] = draw.some(
    routeNames.filter((name) => !now.some((one) => one.name === name)),
    1,
  );
  const other = route(draw.one(now).name, draw);
  const drawn =
    draw.below(2) === 0
      ? now.map((one) => (one.name === other.name ? other : one))
      : edited(now, free === undefined ? [] : [route(free, draw)], draw);
  return {
    words: `the routes of group ${group} are ${drawn.map(routeInWords).join('; ')}`,
    // While a split refers to it, a group stays: what a reference to nothing means is left open.
    write: { do: !referred && draw.below(2) === 0 ? 'new-group' : 'routes', group },
    world: { ...world, groups: { ...world.groups, [group]: drawn } },
  };
}

/** One backend more, less or in place of another, or other weights: never so unequal that a small share is rarely seen. */
function weighted(now: readonly Weighted[], draw: Draw): readonly Weighted[] {
  const scale = draw.one(scales);
  const weight = (): number => (draw.below(4) === 0 ? 0 : (1 + draw.below(3)) * scale);
  const there = now.map(({ backend }) => backend);
  const names =
    there.length === 0
      ? draw.atLeastOne(backends)
      : draw.below(2) === 0
        ? there
        : edited(
            there,
            backends.filter((one) => !there.includes(one)),
            draw,
          );
  const drawn = names.map((backend) => ({ backend, weight: weight() }));
  return drawn.some((one) => one.weight > 0)
    ? drawn
    : drawn.map((one, index) => (index === 0 ? { ...one, weight: scale } : one));
}

function conditionsOf(draw: Draw, { groups }: SplitMeans): readonly string[] | undefined {
  return groups.length === 0 || draw.below(3) === 0 ? undefined : draw.atLeastOne(groups);
}

function route(name: string, draw: Draw): HttpMatch {
  const headers = draw
    .atLeastOne(Object.entries(headerValues))
    .map(([header, values]) => [header, draw.one(values)]);
  return { name, headers: Object.fromEntries(headers) as Record<string, string> };
}

function freeRoots({ splits }: SplitWorld, { roots }: SplitMeans): readonly string[] {
  return roots.filter((root) => !Object.values(splits).some((split) => split.root === root));
}

function withSplit(world: SplitWorld, name: string, split: Split): SplitWorld {
  return { ...world, splits: { ...world.splits, [name]: split } };
}

/** The state, a line for each object. */
export function splitWorldInWords({ groups, splits }: SplitWorld): readonly string[] {
  return [
    ...Object.entries(groups).map(([name, all]) => `group ${name}: ${all.map(routeInWords).join('; ')}`),
    ...Object.entries(splits).map(
      ([name, split]) =>
        `split ${name} of ${split.root}${split.groups === undefined ? '' : ` on ${split.groups.join(' or ')}`}: ${split.backends.map(weightedInWords).join(', ')}`,
    ),
  ];
}

function weightedInWords({ backend, weight }: Weighted): string {
  return `${backend} ${weight}`;
}

function routeInWords({ name, headers }: HttpMatch): string {
  return `${name} = ${Object.entries(headers ?? {})
    .map(([header, value]) => `${header} ${value}`)
    .join(' and ')}`;
}
