import { sumOf } from './whole-numbers.ts';
import { percent } from './words.ts';

/** A split as its judge knows it. Names are those that responders are counted by: a backend's, or a workload's. */
export interface SplitWorld {
  readonly backends: readonly SplitWorldBackend[];
  /** Endpoints that the root service selects by itself, by responder; they may be the backends' own. */
  readonly root?: Readonly<Record<string, number>>;
  /** Shares that were in force before, by responder. */
  readonly previous?: Readonly<Record<string, number>>;
}

export interface SplitWorldBackend {
  readonly name: string;
  /** Whole number, in the unit common to all. */
  readonly weight: number;
  /** Ready endpoints of the backend's service. */
  readonly endpoints?: number;
  /** The weight as the manifest writes it, where that is a quantity, for instance `500m`. */
  readonly quantity?: string;
}

/** Shares by responder; who is not named gets nothing. */
export type Shares = Readonly<Record<string, number>>;

/** One way in which a mesh could have come to its counts. */
export interface Suspect {
  /** For instance `uniform`. */
  readonly name: string;
  /** What such a mesh does; completes "a mesh that ...". */
  readonly does: string;
  readonly shares: Shares;
}

/** The mesh that does as the split says. */
export function asConfigured(world: SplitWorld): Suspect {
  return suspect('as-configured', 'follows the weights', world, (backend) => backend.weight);
}

/** The faults that a split's counts can be told by: each with the shares that it would give. */
export function suspectsOf(world: SplitWorld): readonly Suspect[] {
  const { backends } = world;
  const weights = backends.map(({ weight }) => weight);
  const perEndpoint = backends.every(({ endpoints }) => endpoints !== undefined);
  return [
    suspect('uniform', 'ignores the weights and gives every backend service the same', world, () => 1),
    suspect(
      'uniform-positive',
      'gives the same to every backend whose weight is not 0',
      world,
      ({ weight }) => Math.sign(weight),
    ),
    ...(perEndpoint
      ? [
          suspect('per-endpoint', 'ignores the weights and gives every endpoint the same', world, (backend) =>
            endpointsOf(backend),
          ),
          suspect(
            'weight-times-endpoints',
            'gives every endpoint its service’s weight, so that replicas multiply it',
            world,
            (backend) => backend.weight * endpointsOf(backend),
          ),
        ]
      : []),
    suspect(
      'swapped',
      'gives the weights to the backends in reverse order',
      world,
      (_, i) => weights.at(-1 - i) ?? 0,
    ),
    ...backends.map(({ name }, one) =>
      suspect(`all-to-${name}`, `sends everything to ${name}, as if the client stuck to it`, world, (_, i) =>
        i === one ? 1 : 0,
      ),
    ),
    ...percentSuspects(world),
    ...quantitySuspects(world),
    ...rootSuspects(world),
    ...(world.previous === undefined
      ? []
      : [{ name: 'previous', does: 'still follows the weights from before', shares: world.previous }]),
  ];
}

/** Weights turned into whole percents: cut off with the rest to the last backend, or rounded. */
function percentSuspects(world: SplitWorld): readonly Suspect[] {
  const sum = sumOf(world.backends.map(({ weight }) => weight));
  const cut = world.backends.map(({ weight }) => Math.floor((100 * weight) / sum));
  const rest = 100 - sumOf(cut.slice(0, -1));
  return [
    suspect(
      'whole-percent-cut',
      'cuts shares to whole percents and gives the rest to the last backend',
      world,
      (_, i) => (i === cut.length - 1 ? rest : (cut[i] ?? 0)),
    ),
    suspect('whole-percent-rounded', 'rounds shares to whole percents', world, ({ weight }) =>
      Math.round((100 * weight) / sum),
    ),
  ];
}

/** Quantities read without their unit (`500m` as 500), or rounded up to whole numbers (`500m` as 1). */
function quantitySuspects(world: SplitWorld): readonly Suspect[] {
  const written = world.backends.map(({ quantity, weight }) => Number.parseFloat(quantity ?? String(weight)));
  if (!world.backends.some(({ quantity }) => quantity?.endsWith('m') === true)) return [];
  return [
    suspect(
      'unit-dropped',
      'reads quantities without their unit (500m as 500)',
      world,
      (_, i) => written[i] ?? 0,
    ),
    suspect(
      'quantity-rounded-up',
      'rounds quantities up to whole numbers (500m to 1)',
      world,
      ({ quantity }, i) =>
        quantity?.endsWith('m') === true ? Math.ceil((written[i] ?? 0) / 1000) : (written[i] ?? 0),
    ),
  ];
}

/** The split not applied at all, or its weights read as percentages with the rest left to the root. */
function rootSuspects({ backends, root }: SplitWorld): readonly Suspect[] {
  if (root === undefined) return [];
  const own = normalised(root);
  const sum = sumOf(backends.map(({ weight }) => weight));
  const ignored = {
    name: 'root-only',
    does: 'ignores the split and balances over the root service’s own pods',
    shares: own,
  };
  if (sum >= 100) return [ignored];
  const shares = new Map(Object.entries(own).map(([name, share]) => [name, (share * (100 - sum)) / 100]));
  for (const { name, weight } of backends) shares.set(name, (shares.get(name) ?? 0) + weight / 100);
  return [
    ignored,
    {
      name: 'percentages',
      does: `reads weights as percentages and leaves the other ${percent(1 - sum / 100)} to the root service`,
      shares: Object.fromEntries(shares),
    },
  ];
}

function endpointsOf({ endpoints }: SplitWorldBackend): number {
  return endpoints ?? 0;
}

function suspect(
  name: string,
  does: string,
  { backends }: SplitWorld,
  weightOf: (backend: SplitWorldBackend, index: number) => number,
): Suspect {
  const weights = backends.map((backend, i) => [backend.name, weightOf(backend, i)] as const);
  return { name, does, shares: normalised(Object.fromEntries(weights)) };
}

/** Scaled to a sum of 1; nothing stays nothing. */
function normalised(weights: Shares): Shares {
  const sum = sumOf(Object.values(weights));
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, sum === 0 ? 0 : weight / sum]),
  );
}
