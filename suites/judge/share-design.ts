import {
  acceptedCounts,
  chanceToPass,
  exactCountsPass,
  zonesMeet,
  type AcceptedCounts,
  type JudgedShare,
  type LookKind,
  type TailRates,
} from './accepted-counts.ts';
import { designRotation, type RotationDesign } from './rotation.ts';
import { greatestDivisor, roundUp, smallestWhere, sumOf } from './whole-numbers.ts';

/** What may be chosen of a share verdict; the defaults are the suite's promise (docs/decisions/share-rule.md). */
export interface ShareOptions {
  /** Greatest probability that a right mesh fails one verdict; 1e-8. */
  readonly alpha?: number;
  /** Greatest probability that an error of `delta` or more passes one verdict; 1e-5. */
  readonly beta?: number;
  /** The error in a share that must not pass, as a fraction of all requests; for a share below it, the share itself; 0.05. */
  readonly delta?: number;
  /** Numbers of requests to look at instead of those derived from the weights; rounded up to whole cycles. */
  readonly looks?: readonly number[];
  /** Requests at the last derived look at the latest, before rounding up; 12000. */
  readonly limit?: number;
  /** Whether draws that all hold exactly their weights may pass early; true. */
  readonly rotation?: boolean;
}

export interface ShareLook {
  /** All requests sent so far, answered or not. */
  readonly n: number;
  /** In the order of the weights. */
  readonly accepted: readonly AcceptedCounts[];
}

export interface BackendShare {
  readonly weight: number;
  /** weight / sum of weights. */
  readonly share: number;
  /** min(delta, share): the error in this share that must not pass. */
  readonly delta: number;
  /** Bound on the probability that a share wrong by `delta` passes; above `beta` only where `limit` or `looks` are too small. */
  readonly miss: number;
}

export interface ShareDesign {
  readonly backends: readonly BackendShare[];
  /** Rising in n; never empty. The last one always decides, unless answers are missing. */
  readonly looks: readonly ShareLook[];
  /** The early pass of a deterministic scheduler; undefined where it cannot help. */
  readonly rotation: RotationDesign | undefined;
  readonly alpha: number;
  readonly beta: number;
  readonly delta: number;
  /** Looks are at multiples of this: any such window of a weighted round-robin holds multiples of the weights. */
  readonly cycle: number;
}

/** Weights or looks that no verdict can be made of. */
export class ShareDesignError extends Error {
  override readonly name = 'ShareDesignError';
  readonly code = 'SHARE_DESIGN';
}

/** A cycle of the unreduced weights is kept up to here; beyond, the cycle of the reduced weights has to do. */
const longestCycle = 1500;
/** Derived looks that can pass, and those before them that can only fail. */
const passingLooks = 10;
const earlyLooks = 2;
/** Requests at the first look: enough for every gross fault, whose share is off by a quarter or more. */
const firstLook = 240;
/** The first look that can pass stands so much beyond the least n at which exact counts would pass. */
const firstPassFactor = 1.05;
/** Part of beta that the early pass of a rotation may use. */
const rotationPart = 0.2;

/**
 * The group-sequential rule for the shares of a split: the looks, and at each look the counts that fail and those that pass,
 * such that a right mesh fails with probability <= alpha and an error of delta or more in any share passes with probability
 * <= beta: exact binomial tails and a union bound over looks, tails and backends.
 *
 * @param weights Whole numbers >= 0, one a backend, at least one of them above 0. Quantities go in their common unit: `500m`
 * and `1` are [500, 1000]. A backend of weight 0 accepts no request at all.
 * @throws ShareDesignError when the weights or looks make no sense.
 */
export function designShares(weights: readonly number[], options: ShareOptions = {}): ShareDesign {
  const { alpha = 1e-8, beta = 1e-5, delta = 0.05, limit = 12_000 } = options;
  checkInput(weights, options.looks);
  const sum = sumOf(weights);
  const shares = weights.map((weight) => ({
    weight,
    share: weight / sum,
    delta: Math.min(delta, weight / sum),
  }));
  const cycle = cycleOf(weights);
  const rotation =
    options.rotation === false ? undefined : designRotation(weights, shares, beta * rotationPart, delta);

  // Two backends are one count: what one did not get, the other got.
  const positive = shares.filter(({ share }) => share > 0);
  const counts = positive.length === 2 ? 1 : positive.length;
  const given = options.looks;
  const rates = {
    alpha: alpha / (2 * counts * (given?.length ?? earlyLooks + passingLooks)),
    beta: (rotation === undefined ? beta : beta * (1 - rotationPart)) / (given?.length ?? passingLooks),
  };
  const plan: LookPlan =
    given === undefined ? deriveLooks(positive, rates, limit, cycle) : { early: [], passing: given };
  const early = rising(plan.early, cycle);
  const passing = rising(plan.passing, cycle);
  const last = passing.at(-1) ?? 0;
  const kindOf = (n: number): LookKind => (n === last ? 'last' : passing.includes(n) ? 'between' : 'early');
  const looks = [...new Set([...early, ...passing])].map((n) => ({
    n,
    accepted: shares.map((share) => acceptedCounts(n, share, rates, kindOf(n))),
  }));
  const helpful = rotation !== undefined && rotation.n < last ? rotation : undefined;
  return {
    backends: shares.map((share, i) => ({
      ...share,
      miss: Math.min(1, missBound(share, looks, i) + (helpful?.miss ?? 0)),
    })),
    looks,
    rotation: helpful,
    alpha,
    beta,
    delta,
    cycle,
  };
}

function checkInput(weights: readonly number[], looks: readonly number[] | undefined): void {
  if (
    !weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0) ||
    !weights.some((weight) => weight > 0)
  ) {
    throw new ShareDesignError(
      `Wanted weights that are whole numbers >= 0 with one above 0, found [${weights.join(', ')}]. ` +
        'Give quantities in their common unit, and judge a split without positive weights by what it reaches.',
    );
  }
  if (looks !== undefined && (looks.length === 0 || !looks.every((n) => Number.isSafeInteger(n) && n > 0))) {
    throw new ShareDesignError(`Wanted looks that are whole numbers > 0, found [${looks.join(', ')}].`);
  }
}

/**
 * Requests after which a weighted round-robin has gone round: the sum of the unreduced weights, so that even a scheduler that
 * sends each backend's requests in one block is looked at when it is even. Too long a sum is reduced, or given up.
 */
function cycleOf(weights: readonly number[]): number {
  const sum = sumOf(weights);
  if (sum <= longestCycle) return sum;
  const reduced = sum / greatestDivisor(weights);
  return reduced <= longestCycle ? reduced : 1;
}

/** Numbers of requests, before they are rounded up to whole cycles. */
interface LookPlan {
  readonly early: readonly number[];
  readonly passing: readonly number[];
}

/**
 * Numbers of requests to look at: in equal ratios from the first n at which exact counts pass, a little beyond, to the first
 * at which every count either passes or fails; before them, looks that can only fail.
 */
function deriveLooks(
  shares: readonly JudgedShare[],
  rates: TailRates,
  limit: number,
  cycle: number,
): LookPlan {
  const cycles = Math.ceil(limit / cycle);
  const firstWhere = (from: number, holds: (n: number) => boolean): number =>
    Math.min(
      cycles,
      smallestWhere(from, cycles, (m) => holds(m * cycle)),
    ) * cycle;
  const exact = firstWhere(1, (n) => shares.every((share) => exactCountsPass(n, share, rates.beta)));
  const last = firstWhere(exact / cycle, (n) => shares.every((share) => zonesMeet(n, share, rates)));
  const passing = ratios(Math.min(exact * firstPassFactor, last), last, passingLooks);
  return { early: firstLook < exact ? ratios(firstLook, exact, earlyLooks + 1).slice(0, -1) : [], passing };
}

/** `count` numbers from `from` to `to` in equal ratios, both ends included. */
function ratios(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));
}

/** Whole cycles, each number once. A hair of rounding error must not cost a cycle. */
function rising(numbers: readonly number[], cycle: number): readonly number[] {
  return [...new Set(numbers.map((n) => roundUp(n - 1e-6, cycle)))].sort((a, b) => a - b);
}

/** The greater of the two sums over looks of the chance that a share wrong by +-delta is in the passing zone. */
function missBound({ share, delta }: JudgedShare, looks: readonly ShareLook[], backend: number): number {
  if (share === 0) return 0;
  const wrong = [share - delta, share + delta].filter((p) => p >= 0 && p <= 1);
  return Math.max(0, ...wrong.map((p) => sumOf(looks.map((look) => chanceToPass(look, backend, p)))));
}
