import { binomialMass } from './binomial.ts';
import { greatestDivisor, roundUp, sumOf } from './whole-numbers.ts';

/**
 * The early pass of a deterministic scheduler. Draws of `draw` requests are sent one after the other, the next when the last
 * is answered whole. A weighted round-robin gives every one of them exactly its weights, whatever its phase; picks at random
 * with a share that is wrong by delta give one draw of n exactly its weights with probability P(X = n pi | n, pi +- delta)
 * at most, and all of them with that to the power of the draws. So exactness, repeated, tells a right rotation from a wrong
 * mesh after far fewer requests than a count alone, which has to allow for chance that a rotation does not have.
 */
export interface RotationDesign {
  /** Requests in one draw: whole cycles of the reduced weights. */
  readonly draw: number;
  /** Draws in a row that must be exact. */
  readonly draws: number;
  /** draw x draws. */
  readonly n: number;
  /** What every draw must hold, in the order of the weights. */
  readonly exact: readonly number[];
  /** Bound on the probability that independent picks with a share wrong by its delta do the same. */
  readonly miss: number;
}

/** A share and the error in it that must not pass. */
export interface ShareError {
  readonly share: number;
  readonly delta: number;
}

/** Draws are no smaller, so that few of them do: each is a round trip to the agent. */
const smallestDraw = 40;
/** A larger cycle than this is not worth one draw. */
const largestDraw = 1500;
/**
 * A rotation whose share is wrong by delta must be off by so many picks at the end of the draws. Eight workers that each
 * keep a smooth rotation of their own stray by less than eight, so a wrong one among such cannot pass.
 */
const leastDrift = 12;

/**
 * The draws for weights, or undefined where their cycle is too long.
 *
 * @param weights Whole numbers >= 0.
 * @param errors The shares, in the same order, and the error in each that must not pass; those of weight 0 are left out of
 * account.
 * @param beta Greatest probability that such an error passes here, for independent picks.
 * @param delta The error in a share whose rotation must have drifted by `leastDrift` picks.
 */
export function designRotation(
  weights: readonly number[],
  errors: readonly ShareError[],
  beta: number,
  delta: number,
): RotationDesign | undefined {
  const divisor = greatestDivisor(weights);
  const cycle = sumOf(weights) / divisor;
  const draw = roundUp(smallestDraw, cycle);
  if (draw > largestDraw) return undefined;
  const exact = weights.map((weight) => (weight / divisor) * (draw / cycle));
  const once = Math.max(...errors.map((error, i) => chanceOfExact(exact[i] ?? 0, draw, error)));
  const draws = Math.max(Math.ceil(leastDrift / delta / draw), Math.ceil(Math.log(beta) / Math.log(once)));
  return { draw, draws, n: draw * draws, exact, miss: once ** draws };
}

/** max P(X = exact) over Bin(draw, share +- delta): the mass is unimodal in the share, so no share further off does better. */
function chanceOfExact(exact: number, draw: number, { share, delta }: ShareError): number {
  if (share === 0) return 0;
  const above = share + delta > 1 ? 0 : binomialMass(exact, draw, share + delta);
  return Math.max(above, binomialMass(exact, draw, share - delta));
}

/** True when a draw holds exactly its weights. */
export function isExact(rotation: RotationDesign, counts: readonly number[]): boolean {
  return rotation.exact.every((count, i) => counts[i] === count);
}
