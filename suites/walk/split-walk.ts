import type {
  AppliedRoutes,
  AppliedSplit,
  Backends,
  ScenarioContext,
  ServiceName,
} from '../scenario/context.ts';
import { Coverage } from './coverage.ts';
import { Draw } from './draw.ts';
import { seedOf } from './seed.ts';
import {
  firstGroups,
  kindOfSplitChange,
  nextSplitChange,
  splitWorldInWords,
  type SplitChange,
  type SplitMeans,
  type SplitWrite,
} from './split-changes.ts';
import {
  allRequests,
  backends,
  destinations,
  workloadOf,
  workloadOfRoots,
  type Request,
  type SplitWorld,
} from './split-world.ts';

export interface SplitWalk extends SplitMeans {
  /** How many changes in the newest version. */
  readonly steps: number;
  /** Which walk: with the version, the seed of its draws. */
  readonly walk: number;
}

interface Stage {
  readonly changes: readonly SplitChange[];
  readonly requests: readonly Request[];
}

/** Port of every Service of a walk by container port: two, so that what holds for one is asked of the other. */
const ports = [8080, 8081] as const;
/** Of a call that one workload alone answers. */
const fewRequests = 15;
/** From how many changes each step is drawn. */
const candidateCount = 30;

/**
 * Goes from one set of splits and conditions to the next by changes that nobody chose, each of which moves requests from one
 * workload to another. Wherever it comes by, requests go where the objects say that stand there, however they came about.
 */
export async function walkThroughSplits(context: ScenarioContext, walk: SplitWalk): Promise<void> {
  const seed = seedOf(context.version, walk.walk);
  const { stages, first } = planSplitWalk({ ...walk, steps: context.stepsOf(walk.steps) }, seed);
  // Of another seed: what is asked how has no part in what is asked.
  const draw = new Draw(seed + 1_000_000);
  const objects = await WalkedSplits.create(context, walk, first);
  for (const [index, { changes, requests }] of stages.entries()) {
    for (const { write, world } of changes) await objects.write(write, world);
    const world = changes.at(-1)?.world ?? first;
    context.note(`Change ${index + 1} of a walk`, [
      ...changes.map(({ words }) => words),
      ...splitWorldInWords(world),
    ]);
    const asked = requests.map((request) => objects.expect(request, world, draw));
    // Whoever fails, all of them end before the scenario does.
    const failed = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}

/** The same for the same seed. */
export function planSplitWalk(
  { steps, ...means }: Omit<SplitWalk, 'walk'>,
  seed: number,
): { readonly first: SplitWorld; readonly stages: readonly Stage[] } {
  const draw = new Draw(seed);
  const all = allRequests(means.roots, { conditions: means.groups.length > 0 });
  const first = firstGroups(draw, means);
  const stages: Stage[] = [];
  let world = first;
  const coverage = new Coverage();
  while (stages.length < steps) {
    const change = coverage.draw(candidates(world, draw, means, all), draw);
    const changes = [change];
    // Now and then two at once, as a deployment brings them.
    const second = nextSplitChange(change.world, draw, means);
    if (draw.below(4) === 0 && movedBy(all, world, second.world).length > 0) changes.push(second);
    const next = changes.at(-1)?.world ?? change.world;
    const moved = movedBy(all, world, next);
    const still = all.filter((request) => !moved.includes(request));
    stages.push({ changes, requests: drawRequests(moved, still, next, draw) });
    world = next;
  }
  return { first, stages };
}

/** Some that a change moves and one that it does not; at most one that is shared, since it takes many calls to see who takes part. */
function drawRequests(
  moved: readonly Request[],
  still: readonly Request[],
  world: SplitWorld,
  draw: Draw,
): readonly Request[] {
  const isShared = (request: Request): boolean => Object.keys(destinations(world, request)).length > 1;
  const [first, ...others] = draw.some(moved);
  const few = [...others.slice(0, 1), ...draw.some(still, 1)];
  const plain = few.filter((request) => !isShared(request));
  return first === undefined ? few : [first, ...(isShared(first) ? plain : few.slice(0, 2))];
}

/** Changes that move requests. */
function candidates(
  world: SplitWorld,
  draw: Draw,
  means: SplitMeans,
  all: readonly Request[],
): readonly { readonly item: SplitChange; readonly kind: string }[] {
  const found: { readonly item: SplitChange; readonly kind: string }[] = [];
  while (found.length < candidateCount) {
    const item = nextSplitChange(world, draw, means);
    if (movedBy(all, world, item.world).length > 0)
      found.push({ item, kind: kindOfSplitChange(world, item) });
  }
  return found;
}

/** Requests that have other destinations, or other weights for them, than before. */
function movedBy(all: readonly Request[], before: SplitWorld, now: SplitWorld): readonly Request[] {
  const told = (world: SplitWorld, request: Request): string => JSON.stringify(destinations(world, request));
  return all.filter((request) => told(before, request) !== told(now, request));
}

/** The objects of a walk as they are on the cluster. */
class WalkedSplits {
  readonly #context: ScenarioContext;
  readonly #services: ReadonlyMap<string, ServiceName>;
  readonly #groups = new Map<string, AppliedRoutes>();
  readonly #splits = new Map<string, AppliedSplit>();

  constructor(context: ScenarioContext, services: ReadonlyMap<string, ServiceName>) {
    this.#context = context;
    this.#services = services;
  }

  static async create(
    context: ScenarioContext,
    { roots }: SplitMeans,
    first: SplitWorld,
  ): Promise<WalkedSplits> {
    const services = new Map<string, ServiceName>();
    const mappings = ports.map((port) => ({ port }));
    for (const root of roots)
      services.set(root, await context.service(root, { pods: workloadOfRoots, ports: mappings }));
    for (const backend of backends)
      services.set(
        backend,
        await context.service(`walk-${backend}`, { pods: workloadOf[backend], ports: mappings }),
      );
    const walked = new WalkedSplits(context, services);
    for (const [name, matches] of Object.entries(first.groups))
      walked.#groups.set(name, await context.routes(name, matches));
    return walked;
  }

  async write(write: SplitWrite, world: SplitWorld): Promise<void> {
    if ('group' in write) return await this.#writeGroup(write, world);
    const { do: what, split: name } = write;
    const applied = this.#splits.get(name);
    if (what === 'delete') {
      await applied?.remove();
      this.#splits.delete(name);
      return;
    }
    const split = world.splits[name];
    if (split === undefined) return;
    const root = this.#service(split.root);
    const weights: Backends = Object.fromEntries(
      split.backends.map(({ backend, weight }) => [this.#service(backend), weight]),
    );
    const matches = split.groups?.flatMap((group) => this.#groups.get(group) ?? []);
    if (applied === undefined) {
      const options = { name, ...(matches === undefined ? {} : { matches }) };
      this.#splits.set(name, await this.#context.split(root, weights, options));
    } else if (what === 'root') await applied.moveTo(root);
    else if (what === 'matches') await applied.changeMatches(matches);
    else await applied.update(weights);
  }

  /** Asks where a request goes, from a client, on a port and by a protocol that are drawn. */
  async expect(request: Request, world: SplitWorld, draw: Draw): Promise<void> {
    const { clients, carriesHttp2 } = this.#context;
    const weights = destinations(world, request);
    const names = Object.keys(weights);
    const client = draw.one([clients.one, clients.two, clients.three, clients.elsewhere]);
    const protocol = draw.one(protocolsOf(carriesHttp2, Object.keys(world.groups).length > 0));
    const port = draw.one(ports);
    const calls = client.calls(this.#service(request.root), { protocol, port, headers: request.headers });
    const [only = workloadOfRoots] = names;
    await (names.length === 1 ? calls.allReach(only, { requests: fewRequests }) : calls.reachEach(names));
  }

  async #writeGroup(
    { do: what, group: name }: Extract<SplitWrite, { group: string }>,
    world: SplitWorld,
  ): Promise<void> {
    const matches = world.groups[name] ?? [];
    const there = this.#groups.get(name);
    if (what === 'routes') return await there?.update(matches);
    await there?.remove();
    this.#groups.set(name, await this.#context.routes(name, matches));
  }

  #service(name: string): ServiceName {
    const service = this.#services.get(name);
    if (service === undefined) throw new RangeError(`A walk has no service ${name}.`);
    return service;
  }
}

/** Whether conditions on HTTP hold for gRPC is left open. */
function protocolsOf(carriesHttp2: boolean, conditions: boolean): readonly ('http1' | 'h2c' | 'grpc')[] {
  if (!carriesHttp2) return ['http1'];
  return conditions ? ['http1', 'h2c'] : ['http1', 'h2c', 'grpc'];
}
