import { lowerTail, upperTail } from './binomial.ts';
import { smallestWhere } from './whole-numbers.ts';

/** What counts of one backend say at one look: whole numbers from 0 to n, both ends included. */
export interface AcceptedCounts {
  /** Below `least` or above `most` the mesh fails: no likelier than alpha / (2 J k) on either side when it is right. */
  readonly least: number;
  readonly most: number;
  /** Within these, for every backend, it passes; `passLeast > passMost` where this look cannot pass. */
  readonly passLeast: number;
  readonly passMost: number;
}

export interface JudgedShare {
  readonly share: number;
  readonly delta: number;
}

export interface TailRates {
  /** Greatest tail of a right share that fails, for one side, look and backend. */
  readonly alpha: number;
  /** Greatest tail of a share wrong by delta that passes, for one look. */
  readonly beta: number;
}

/** `early` looks can only fail, the `last` one passes all that it does not fail, those between them leave a zone to draw on. */
export type LookKind = 'early' | 'between' | 'last';

/**
 * The zones of docs/decisions/share-rule.md for X ~ Bin(n, .): fail where P(X <= x | share) or P(X >= x | share) <= alpha; pass
 * where P(X <= x | share + delta) <= beta and P(X >= x | share - delta) <= beta; draw on where neither holds. A share of 0
 * accepts nothing but 0.
 */
export function acceptedCounts(
  n: number,
  judged: JudgedShare,
  rates: TailRates,
  kind: LookKind,
): AcceptedCounts {
  if (judged.share === 0) return { least: 0, most: 0, passLeast: 0, passMost: 0 };
  const { least, most } = failingBounds(n, judged.share, rates.alpha);
  if (kind === 'early') return { least, most, passLeast: 1, passMost: 0 };
  if (kind === 'last') return { least, most, passLeast: least, passMost: most };
  const { share, delta } = judged;
  const passLeast = smallestWhere(0, n, (x) => rejectsBelow(x, n, share - delta, rates.beta));
  const passMost = smallestWhere(0, n, (x) => !rejectsAbove(x, n, share + delta, rates.beta)) - 1;
  return { least, most, passLeast: Math.max(least, passLeast), passMost: Math.min(most, passMost) };
}

/** The least and the greatest count that do not fail a right share. */
function failingBounds(
  n: number,
  share: number,
  alpha: number,
): { readonly least: number; readonly most: number } {
  return {
    least: smallestWhere(0, n, (x) => lowerTail(x, n, share) > alpha),
    most: smallestWhere(0, n, (x) => upperTail(x, n, share) <= alpha) - 1,
  };
}

/** A count that a share of `wrong` or less would hardly reach. */
function rejectsBelow(x: number, n: number, wrong: number, beta: number): boolean {
  return upperTail(x, n, wrong) <= beta;
}

/** A count that a share of `wrong` or more would hardly stay at; there is no share above 1. */
function rejectsAbove(x: number, n: number, wrong: number, beta: number): boolean {
  return wrong > 1 || lowerTail(x, n, wrong) <= beta;
}

/** True when counts at n that are as even as can be pass. */
export function exactCountsPass(n: number, { share, delta }: JudgedShare, beta: number): boolean {
  return (
    rejectsBelow(Math.floor(n * share), n, share - delta, beta) &&
    rejectsAbove(Math.ceil(n * share), n, share + delta, beta)
  );
}

/** True when every count at n either fails or passes. */
export function zonesMeet(n: number, { share, delta }: JudgedShare, rates: TailRates): boolean {
  const { least, most } = failingBounds(n, share, rates.alpha);
  return (
    rejectsBelow(least, n, share - delta, rates.beta) && rejectsAbove(most, n, share + delta, rates.beta)
  );
}

/** Bound on P(a backend's count is in the passing zone of a look) when its share is p: the tail on the nearer side. */
export function chanceToPass(
  look: { readonly n: number; readonly accepted: readonly AcceptedCounts[] },
  backend: number,
  p: number,
): number {
  const zone = look.accepted[backend];
  if (zone === undefined || zone.passLeast > zone.passMost) return 0;
  return Math.min(lowerTail(zone.passMost, look.n, p), upperTail(zone.passLeast, look.n, p));
}
