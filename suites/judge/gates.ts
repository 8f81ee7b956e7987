import type { BatchSign, Gate } from './gate.ts';
import type { Shares } from './suspects.ts';
import { countsInWords, unansweredInWords, unansweredOf, type Tally } from './tally.ts';
import { sumOf } from './whole-numbers.ts';
import { listed, percent } from './words.ts';

export interface ShareGateOptions {
  /** Shares by workload that are waited for: all above 0 must answer, and nobody else. They sum to 1. */
  readonly shares: Shares;
  /** Shares in force before, by workload; undefined when they are not known or the same. */
  readonly previous?: Shares;
  /** 500 ms unless the mesh's profile says otherwise. */
  readonly spacingMs?: number;
}

/** Evidence, as log10, that the new shares must have over the previous ones. */
const leastEvidence = 4;
/** A workload need not answer in a batch that would miss it more often than this. */
const bearableMiss = 0.1;
/** Part of the requests that the previous state may have sent anywhere, so that no single answer decides alone. */
const noise = 1e-6;

/**
 * Opens when two batches in a row, `spacingMs` apart, show that every workload with a share answered (as far as a batch of
 * that size can tell), nobody else did, and the run as a whole is 10^4 times likelier than under the previous shares.
 */
export function shareGate({ shares, previous, spacingMs = 500 }: ShareGateOptions): Gate {
  const named = Object.entries(shares).filter(([, share]) => share > 0);
  const compared = previous !== undefined && !sameShares(shares, previous) ? previous : undefined;
  return {
    awaits: listed(named.map(([name, share]) => `${name} ${percent(share)}`)),
    spacingMs,
    evidence: compared === undefined ? 0 : leastEvidence,
    sign: (tally) => {
      const others = tally.workloads.filter(({ name }) => (shares[name] ?? 0) === 0);
      if (others.length > 0) return { shows: false, why: `still answering: ${countsInWords(others)}` };
      const trouble = silence(tally);
      if (trouble !== undefined) return trouble;
      const missing = named.filter(
        ([name, share]) =>
          (1 - share) ** tally.sent <= bearableMiss && !tally.workloads.some((one) => one.name === name),
      );
      if (missing.length > 0) {
        return { shows: false, why: `no answer yet by ${listed(missing.map(([name]) => name))}` };
      }
      return { shows: true, evidence: compared === undefined ? 0 : evidenceOf(tally, shares, compared) };
    },
  };
}

export interface ReachabilityGateOptions {
  readonly expectation: 'reached' | 'denied';
  /** Workloads that must answer when reached; anybody when absent. */
  readonly workloads?: readonly string[];
  readonly spacingMs?: number;
}

/**
 * Opens when two batches in a row, `spacingMs` apart, were all answered by the workloads, or all not answered by any. Denial
 * seen here only ends the waiting: whether it is denial is for `judgeReachability` to say.
 */
export function reachabilityGate({ expectation, workloads, spacingMs = 500 }: ReachabilityGateOptions): Gate {
  const who = workloads === undefined ? 'a workload' : listed(workloads);
  return {
    awaits:
      expectation === 'reached' ? `every request answered by ${who}` : 'no request answered by any workload',
    spacingMs,
    evidence: 0,
    sign: (tally) => (expectation === 'reached' ? signOfReached(tally, workloads) : signOfDenied(tally)),
  };
}

function signOfReached(tally: Tally, workloads: readonly string[] | undefined): BatchSign {
  const others =
    workloads === undefined ? [] : tally.workloads.filter(({ name }) => !workloads.includes(name));
  if (others.length > 0) return { shows: false, why: `still answering: ${countsInWords(others)}` };
  return silence(tally) ?? { shows: true, evidence: 0 };
}

function signOfDenied(tally: Tally): BatchSign {
  if (tally.sent === 0) return { shows: false, why: 'the last batch sent nothing' };
  if (tally.unanswered.local > 0)
    return { shows: false, why: `the client had trouble: ${unansweredInWords(tally.unanswered)}` };
  if (tally.workloads.length > 0)
    return { shows: false, why: `still answered: ${countsInWords(tally.workloads)}` };
  return { shows: true, evidence: 0 };
}

/** A batch with requests that no workload answered shows nothing. */
function silence(tally: Tally): BatchSign | undefined {
  if (tally.sent === 0) return { shows: false, why: 'the last batch sent nothing' };
  if (unansweredOf(tally.unanswered) === 0) return undefined;
  return { shows: false, why: `not answered by a workload: ${unansweredInWords(tally.unanswered)}` };
}

/** log10 of the multinomial likelihood ratio of the new shares over the previous ones. */
function evidenceOf(tally: Tally, shares: Shares, previous: Shares): number {
  const chance = (share: number): number => (1 - noise) * share + noise;
  return sumOf(
    tally.workloads.map(
      ({ name, count }) => count * Math.log10(chance(shares[name] ?? 0) / chance(previous[name] ?? 0)),
    ),
  );
}

function sameShares(a: Shares, b: Shares): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (name) => Math.abs((a[name] ?? 0) - (b[name] ?? 0)) < 1e-9,
  );
}
