import { binomialMass, lowerTail, upperTail } from './binomial.ts';
import type { ShareDesign } from './share-design.ts';
import { sumOf } from './whole-numbers.ts';

/** What becomes of one backend's count under independent picks with a given share: exact probabilities, not bounds. */
export interface OperatingCharacteristics {
  readonly fail: number;
  readonly pass: number;
  /** Neither at the last look: 0 unless a design was bent. */
  readonly undecided: number;
  /** Expected number of requests until the decision. */
  readonly expectedRequests: number;
}

/**
 * Forward recursion over the looks: the distribution of the count among those runs that are not decided yet is convolved with
 * the next draw's, then what fails or passes leaves it. Exact for two backends, whose counts are one; for more it is the
 * marginal law of one of them, as if the others always passed. The early pass of a rotation is left out: its `miss` adds to
 * `pass` at most.
 */
export function operatingCharacteristics(
  design: ShareDesign,
  backend: number,
  share: number,
): OperatingCharacteristics {
  let alive: Mass = { from: 0, masses: new Float64Array([1]) };
  const total = { fail: 0, pass: 0, requests: 0 };
  let before = 0;
  for (const { n, accepted } of design.looks) {
    const zone = accepted[backend] ?? { least: 0, most: n, passLeast: 0, passMost: n };
    alive = convolve(alive, massOf(n - before, share));
    const fail = takeOut(alive, (x) => x < zone.least || x > zone.most);
    const pass = takeOut(alive, (x) => x >= zone.passLeast && x <= zone.passMost);
    total.fail += fail;
    total.pass += pass;
    total.requests += n * (fail + pass);
    before = n;
  }
  const undecided = sumOf([...alive.masses]);
  return {
    fail: total.fail,
    pass: total.pass,
    undecided,
    expectedRequests: total.requests + before * undecided,
  };
}

/** Probabilities of the counts from, from + 1, ... */
interface Mass {
  readonly from: number;
  readonly masses: Float64Array;
}

/** Bin(n, p) without the counts likelier than never by less than 1e-40. */
function massOf(n: number, p: number): Mass {
  const masses = Array.from({ length: n + 1 }, (_, x) => binomialMass(x, n, p));
  const from = masses.findIndex((mass) => mass > 1e-40);
  const to = masses.findLastIndex((mass) => mass > 1e-40);
  return { from, masses: Float64Array.from(masses.slice(from, to + 1)) };
}

function convolve(a: Mass, b: Mass): Mass {
  const masses = new Float64Array(a.masses.length + b.masses.length - 1);
  a.masses.forEach((mass, i) => {
    if (mass === 0) return;
    for (let j = 0; j < b.masses.length; j += 1)
      masses[i + j] = (masses[i + j] ?? 0) + mass * (b.masses[j] ?? 0);
  });
  return { from: a.from + b.from, masses };
}

/** Sets to 0 the masses of the counts chosen, and returns their sum. */
function takeOut({ from, masses }: Mass, chosen: (x: number) => boolean): number {
  let sum = 0;
  masses.forEach((mass, i) => {
    if (!chosen(from + i)) return;
    sum += mass;
    masses[i] = 0;
  });
  return sum;
}

/** Shares that pass with probability <= beta: those up to `below` and those from `above` on. */
export interface ToldApart {
  /** 0 where only a backend that gets nothing is told for sure; undefined where not even that is. */
  readonly below: number | undefined;
  readonly above: number | undefined;
}

/** Which wrong shares of a backend a design tells from the right one, by bisection on the bound of `BackendShare.miss`. */
export function toldApart(design: ShareDesign, backend: number): ToldApart {
  const right = design.backends[backend]?.share ?? 0;
  const rotation = design.rotation;
  const miss = (p: number): number =>
    (rotation === undefined
      ? 0
      : binomialMass(rotation.exact[backend] ?? 0, rotation.draw, p) ** rotation.draws) +
    sumOf(
      design.looks.map(({ n, accepted }) => {
        const zone = accepted[backend];
        if (zone === undefined || zone.passLeast > zone.passMost) return 0;
        return p < right ? upperTail(zone.passLeast, n, p) : lowerTail(zone.passMost, n, p);
      }),
    );
  return { below: furthest(miss, right, 0, design.beta), above: furthest(miss, right, 1, design.beta) };
}

/** The share between `right` and `end`, nearest to `right`, from which on towards `end` the miss stays within beta. */
function furthest(miss: (p: number) => number, right: number, end: number, beta: number): number | undefined {
  if (right === end || miss(end) > beta) return undefined;
  let [inside, outside] = [end, right];
  for (let step = 0; step < 40; step += 1) {
    const middle = (inside + outside) / 2;
    if (miss(middle) <= beta) inside = middle;
    else outside = middle;
  }
  return inside;
}
