import type { ScenarioContext } from '../scenario/context.ts';
import type { AppliedRoutes, AppliedTarget, Grant as ContextGrant } from '../scenario/context.ts';
import { denied, reached, type Row } from '../scenario/access-table.ts';
import {
  firstWorld,
  kindOf,
  nextChange,
  worldInWords,
  type Change,
  type Means,
  type Write,
} from './access-changes.ts';
import { admits, allCalls, type AccessWorld, type Call } from './access-world.ts';
import { chooseCalls, shows, type Told } from './choose-calls.ts';
import { Coverage } from './coverage.ts';
import { Draw } from './draw.ts';
import { seedOf } from './seed.ts';

export interface AccessWalk {
  /** Names of its TrafficTargets. */
  readonly targets: readonly string[];
  /** Names of its HTTPRouteGroups. */
  readonly groups: readonly string[];
  /** How many changes in the newest version. */
  readonly steps: number;
  /** Which walk: with the version, the seed of its draws. */
  readonly walk: number;
}

/** A walk as it will be gone, before anything is done. */
export interface Itinerary {
  readonly first: AccessWorld;
  readonly stages: readonly { readonly changes: readonly Change[]; readonly calls: readonly Told[] }[];
}

/**
 * Goes from one set of targets and route groups to the next by changes that nobody chose, each of which lets calls in or
 * shuts them out. Wherever it comes by, what is let in is what the objects say that stand there, however they came about.
 */
export async function walkThroughAccess(context: ScenarioContext, walk: AccessWalk): Promise<void> {
  const headers = context.dialect.specs !== 'v1alpha1';
  const itinerary = planWalk(
    { ...walk, steps: context.stepsOf(walk.steps) },
    { seed: seedOf(context.version, walk.walk), headers },
  );
  const api = await context.service('walk', { pods: context.server });
  const objects = new WalkedObjects(context);
  let draw = 0;
  for (const [index, { changes, calls }] of itinerary.stages.entries()) {
    for (const { write, world } of changes) await objects.write(write, world);
    const world = changes.at(-1)?.world ?? itinerary.first;
    context.note(`Change ${index} of a walk`, [
      ...changes.flatMap(({ words }) => (words === '' ? [] : [words])),
      ...worldInWords(world),
    ]);
    const rows = calls.map((told) => rowOf(context, told, (draw += 1)));
    await context.access(api, rows, { requests: 3 });
  }
}

/** From how many changes each step is drawn. */
const candidateCount = 30;

/** The same for the same seed. */
export function planWalk(
  { targets, groups, steps }: Pick<AccessWalk, 'targets' | 'groups' | 'steps'>,
  { seed, headers }: { readonly seed: number; readonly headers: boolean },
): Itinerary {
  const draw = new Draw(seed);
  const means: Means = { targets, groups, headers };
  const calls = allCalls(means);
  const first = firstWorld(draw, means);
  const stages: Itinerary['stages'][number][] = [
    {
      changes: setOut(first, draw, means),
      calls: chooseCalls(calls, { groups: {}, targets: {} }, first, draw),
    },
  ];
  const coverage = new Coverage();
  let world = first;
  while (stages.length <= steps) {
    const change = coverage.draw(candidates(world, draw, means, calls), draw);
    const changes = [change];
    // Now and then two at once, as a deployment brings them.
    const second = nextChange(change.world, draw, means);
    if (draw.below(4) === 0 && tells(calls, world, second.world)) changes.push(second);
    const next = changes.at(-1)?.world ?? change.world;
    stages.push({ changes, calls: chooseCalls(calls, world, next, draw) });
    world = next;
  }
  return { first, stages };
}

/** What refers to a group comes after it: what a reference to nothing means is left open. */
function setOut(first: AccessWorld, draw: Draw, { groups, targets }: Means): readonly Change[] {
  const written =
    (kind: 'group' | 'target') =>
    (name: string): Change => ({
      words: '',
      write: { do: 'write', kind, name },
      world: first,
    });
  return [...draw.some(groups).map(written('group')), ...draw.some(targets).map(written('target'))];
}

function candidates(
  world: AccessWorld,
  draw: Draw,
  means: Means,
  calls: readonly Call[],
): readonly { readonly item: Change; readonly kind: string }[] {
  const found: { readonly item: Change; readonly kind: string }[] = [];
  while (found.length < candidateCount) {
    const item = nextChange(world, draw, means);
    if (tells(calls, world, item.world)) found.push({ item, kind: kindOf(world, item) });
  }
  return found;
}

/** Whether other calls are let in than before, and some are. */
function tells(calls: readonly Call[], before: AccessWorld, now: AccessWorld): boolean {
  return calls.some((call) => admits(now, call)) && shows(calls, before, now);
}

function rowOf(context: ScenarioContext, { call, admitted }: Told, index: number): Row {
  const client = context.clients[call.caller];
  const manner = context.carriesHttp2 && index % 4 === 0 ? ({ protocol: 'h2c' } as const) : {};
  return (admitted ? reached : denied)(client, `${call.method} ${call.path}`, call.headers, manner);
}

/** The objects of a walk as they are on the cluster. */
class WalkedObjects {
  readonly #context: ScenarioContext;
  readonly #groups = new Map<string, AppliedRoutes>();
  readonly #targets = new Map<string, AppliedTarget>();

  constructor(context: ScenarioContext) {
    this.#context = context;
  }

  /** Brings an object into the state that it has in this world. */
  async write({ do: what, kind, name }: Write, world: AccessWorld): Promise<void> {
    const applied = kind === 'group' ? this.#groups : this.#targets;
    const there = applied.get(name);
    if (what !== 'write' && there !== undefined) {
      await there.remove();
      applied.delete(name);
    }
    if (what === 'delete') return;
    await (kind === 'group' ? this.#writeGroup(name, world) : this.#writeTarget(name, world));
  }

  async #writeGroup(name: string, { groups }: AccessWorld): Promise<void> {
    const matches = groups[name] ?? [];
    const there = this.#groups.get(name);
    if (there === undefined) this.#groups.set(name, await this.#context.routes(name, matches));
    else await there.update(matches);
  }

  async #writeTarget(name: string, world: AccessWorld): Promise<void> {
    const grant = this.#grantOf(name, world);
    const there = this.#targets.get(name);
    if (there === undefined) this.#targets.set(name, await this.#context.target(name, grant));
    else await there.update(grant);
  }

  #grantOf(name: string, { targets }: AccessWorld): ContextGrant {
    const { clients, nameFor } = this.#context;
    const { sources, rules, here } = targets[name] ?? { sources: [], rules: [], here: true };
    return {
      sources: sources.map((caller) => clients[caller]),
      rules: rules.map(({ group, matches }) => ({
        kind: 'HTTPRouteGroup',
        name: nameFor(group),
        ...(matches === undefined ? {} : { matches }),
      })),
      ...(here ? {} : { destination: clients.three }),
    };
  }
}
