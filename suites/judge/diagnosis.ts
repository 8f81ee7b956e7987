import { asConfigured, suspectsOf, type Shares, type SplitWorld, type Suspect } from './suspects.ts';
import { sumOf } from './whole-numbers.ts';
import { listed, percent } from './words.ts';

/** The fault that explains the counts of a split, told apart from all others by its likelihood. */
export interface Diagnosis {
  /** Names of the suspects; more than one where they would give the same shares. */
  readonly names: readonly string[];
  /** For people. */
  readonly sentence: string;
  readonly shares: Shares;
  /** log10 of how much likelier it makes the counts than the weights do. */
  readonly beatsConfigured: number;
  /** log10 of the same against the next best fault; Infinity when there is none. */
  readonly beatsRunnerUp: number;
}

/** Ratios of likelihoods, as log10, that a diagnosis must reach. */
const overConfigured = 6;
const overRunnerUp = 3;
/** A fault that is itself so much less likely than the observed shares explains nothing. */
const underObserved = 6;
/** Part of the requests that any mesh may send anywhere, so that one odd answer refutes no suspect for ever. */
const noise = 1e-6;

/**
 * Finds the fault nearest to the counts by multinomial likelihood.
 *
 * @param counts Requests by responder: backends, and strangers by their workload.
 * @returns undefined when no fault stands out: nothing is better than a guess.
 */
export function diagnose(counts: Readonly<Record<string, number>>, world: SplitWorld): Diagnosis | undefined {
  const configured = asConfigured(world);
  const suspects = merged([...suspectsOf(world), ...leakOf(counts, configured)], configured);
  const responders = [
    ...new Set([...Object.keys(counts), ...suspects.flatMap(({ shares }) => Object.keys(shares))]),
  ];
  const score = (shares: Shares): number => logLikelihood(counts, shares, responders);
  const ranked = suspects
    .map((one) => ({ ...one, score: score(one.shares) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (best === undefined) return undefined;
  const beatsConfigured = best.score - score(configured.shares);
  const beatsRunnerUp = second === undefined ? Infinity : best.score - second.score;
  const missesObserved = score(observedShares(counts)) - best.score;
  if (beatsConfigured < overConfigured || beatsRunnerUp < overRunnerUp || missesObserved > underObserved) {
    return undefined;
  }
  const sentence =
    `This is what a mesh would do that ${best.does}: ${sharesInWords(best.shares)}. It makes the counts ` +
    `10^${Math.floor(beatsConfigured)} times likelier than the weights do.`;
  return { names: best.names, sentence, shares: best.shares, beatsConfigured, beatsRunnerUp };
}

/** log10 of the multinomial likelihood without its coefficient, which is the same for all suspects. */
function logLikelihood(
  counts: Readonly<Record<string, number>>,
  shares: Shares,
  responders: readonly string[],
): number {
  const chanceOf = (name: string): number => (1 - noise) * (shares[name] ?? 0) + noise / responders.length;
  return sumOf(responders.map((name) => (counts[name] ?? 0) * Math.log10(chanceOf(name))));
}

function observedShares(counts: Readonly<Record<string, number>>): Shares {
  const n = sumOf(Object.values(counts));
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, n === 0 ? 0 : count / n]));
}

/** The weights, but for a part of the requests that goes where none should: as much of it as was seen. */
function leakOf(counts: Readonly<Record<string, number>>, configured: Suspect): readonly Suspect[] {
  const observed = observedShares(counts);
  const leaks = Object.entries(observed).filter(
    ([name, share]) => share > 0 && (configured.shares[name] ?? 0) === 0,
  );
  const leaked = sumOf(leaks.map(([, share]) => share));
  if (leaked === 0 || leaked > 0.2) return [];
  const kept = Object.entries(configured.shares).map(
    ([name, share]) => [name, share * (1 - leaked)] as const,
  );
  const does = `follows the weights but leaks ${percent(leaked)} to ${listed(leaks.map(([name]) => name))}`;
  return [{ name: 'leak', does, shares: Object.fromEntries([...kept, ...leaks]) }];
}

interface MergedSuspect {
  readonly names: readonly string[];
  readonly does: string;
  readonly shares: Shares;
}

/** One entry for suspects with the same shares, and none for those that do as configured: counts cannot tell them apart. */
function merged(suspects: readonly Suspect[], configured: Suspect): readonly MergedSuspect[] {
  const groups: MergedSuspect[] = [];
  for (const { name, does, shares } of suspects) {
    if (sameShares(shares, configured.shares)) continue;
    const index = groups.findIndex((group) => sameShares(group.shares, shares));
    const group = groups[index];
    if (group === undefined) groups.push({ names: [name], does, shares });
    else groups[index] = { names: [...group.names, name], does: `${group.does}, or that ${does}`, shares };
  }
  return groups;
}

function sameShares(a: Shares, b: Shares): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (name) => Math.abs((a[name] ?? 0) - (b[name] ?? 0)) < 1e-9,
  );
}

function sharesInWords(shares: Shares): string {
  return listed(
    Object.entries(shares)
      .filter(([, share]) => share > 0)
      .map(([name, share]) => `${name} ${percent(share)}`),
  );
}
