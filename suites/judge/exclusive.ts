import type { OutcomeCount } from '../../fixtures/agent/protocol.ts';
import { countsInWords, tally, toleratedPart, unansweredInWords, unansweredOf, type Tally } from './tally.ts';
import type { Verdict } from './verdict.ts';
import { counted, listed, percent } from './words.ts';

/**
 * The greatest part of requests that could have gone elsewhere and still show none of n, with confidence 1 - beta: the
 * one-sided Clopper-Pearson bound of 0 of n, 1 - beta^(1/n); about ln(1/beta)/n.
 */
export function leakBound(n: number, beta = 1e-3): number {
  return -Math.expm1(Math.log(beta) / n);
}

/** Requests after which a leak of that part would have shown with probability 1 - beta. */
export function requestsForLeak(leak: number, beta = 1e-3): number {
  return Math.ceil(Math.log(beta) / Math.log1p(-leak));
}

/** Requests among which a workload with that share is missed with probability <= alpha. */
export function requestsToReach(share: number, alpha = 1e-8): number {
  return Math.max(1, Math.ceil(Math.log(alpha) / Math.log1p(-share)));
}

export interface ExclusiveTrial {
  /** The workloads that may answer. */
  readonly only: readonly string[];
  /** Of one batch or of many. */
  readonly outcomes: readonly OutcomeCount[];
  /** Probability with which a leak of the stated size would have gone unseen. */
  readonly beta?: number;
}

/** `data` of a verdict on who answered. */
export interface ResponderFindings extends Tally {
  readonly wanted: readonly string[];
  /** For an exclusive pass: the greatest leak that could have gone unseen. */
  readonly leak?: number;
  /** For each workload that did not answer: the probability of that in a right mesh. */
  readonly missed?: readonly { readonly workload: string; readonly probability: number }[];
}

/** Zero means zero: not one of the requests was answered by anyone but these workloads. */
export function judgeExclusive({ only, outcomes, beta = 1e-3 }: ExclusiveTrial): Verdict {
  const seen = tally(outcomes);
  const others = seen.workloads.filter(({ name }) => !only.includes(name));
  const wanted = `All of ${counted(seen.sent, 'request')} answered by ${listed(only)}, none by anyone else.`;
  if (others.length > 0) {
    const got = `${countsInWords(seen.workloads)}; not allowed: ${listed(others.map(({ name }) => name))}.`;
    return { verdict: 'fail', wanted, got, diagnosis: undefined, data: { ...seen, wanted: only } };
  }
  const trouble = unansweredVerdict(seen, only, wanted);
  if (trouble !== undefined) return trouble;
  const leak = leakBound(seen.sent - unansweredOf(seen.unanswered), beta);
  const because =
    `0 of ${counted(seen.sent, 'request')} answered by anyone but ${listed(only)}: a leak is below ${percent(leak)}, ` +
    `with ${percent(1 - beta)} confidence.${lossNote(seen)}`;
  return { verdict: 'pass', because, data: { ...seen, wanted: only, leak } };
}

export interface EachReachedTrial {
  /** The workloads that must answer, with the least share of the requests that a right mesh gives each at random. */
  readonly each: readonly { readonly workload: string; readonly share: number }[];
  readonly outcomes: readonly OutcomeCount[];
  /** Greatest probability that a right mesh fails. */
  readonly alpha?: number;
}

/**
 * Each of these workloads answered at least once; others may answer too. A workload that did not fails the mesh only if
 * chance alone would miss it with probability (1 - share)^n <= alpha / workloads; else nothing can be said.
 */
export function judgeEachReached({ each, outcomes, alpha = 1e-8 }: EachReachedTrial): Verdict {
  const seen = tally(outcomes);
  const names = each.map(({ workload }) => workload);
  const missed = each
    .filter(({ workload }) => !seen.workloads.some(({ name }) => name === workload))
    .map(({ workload, share }) => ({ workload, probability: (1 - share) ** seen.sent }));
  const data: ResponderFindings = { ...seen, wanted: names, missed };
  const wanted = `Each of ${listed(names)} answered at least one of ${counted(seen.sent, 'request')}.`;
  if (seen.sent > 0 && missed.length === 0) {
    return {
      verdict: 'pass',
      because: `${listed(names)} each answered: ${countsInWords(seen.workloads)}.`,
      data,
    };
  }
  const trouble = unansweredVerdict(seen, names, wanted);
  if (trouble !== undefined) return trouble;
  const sure = missed.filter(({ probability }) => probability <= alpha / each.length);
  if (sure.length > 0) {
    const chances = sure.map(
      ({ workload, probability }) => `${workload} with probability ${probability.toExponential(0)}`,
    );
    const got = `${countsInWords(seen.workloads)}; chance alone would miss ${listed(chances)}.`;
    return { verdict: 'fail', wanted, got, diagnosis: undefined, data };
  }
  const because =
    `${listed(missed.map(({ workload }) => workload))} did not answer any of ${counted(seen.sent, 'request')}, but a right ` +
    `mesh would miss one so with probability up to ${Math.max(...missed.map((one) => one.probability)).toExponential(0)}: ` +
    'too few requests for a verdict.';
  return { verdict: 'inconclusive', because, data };
}

export interface NeverTrial {
  /** The workloads that must not answer. */
  readonly never: readonly string[];
  readonly outcomes: readonly OutcomeCount[];
}

/** Not one request was answered by these workloads; what else became of the requests is not asked. */
export function judgeNever({ never, outcomes }: NeverTrial): Verdict {
  const seen = tally(outcomes);
  const data: ResponderFindings = { ...seen, wanted: [] };
  if (seen.sent === 0 || seen.unanswered.local === seen.sent)
    return { verdict: 'error', because: 'No request was sent, so nobody can have answered.', data };
  const wanted = `None of ${counted(seen.sent, 'request')} answered by ${listed(never)}.`;
  const reached = seen.workloads.filter(({ name }) => never.includes(name));
  if (reached.length > 0)
    return { verdict: 'fail', wanted, got: `${countsInWords(reached)}.`, diagnosis: undefined, data };
  return {
    verdict: 'pass',
    because: `0 of ${counted(seen.sent, 'request')} answered by ${listed(never)}.`,
    data,
  };
}

/** What it means that none were sent, or that more than 0.1 % had no answer by a workload; undefined when neither is so. */
function unansweredVerdict(seen: Tally, names: readonly string[], wanted: string): Verdict | undefined {
  const data: ResponderFindings = { ...seen, wanted: names };
  if (seen.sent === 0)
    return { verdict: 'error', because: 'No request was sent, so nobody can have answered.', data };
  if (unansweredOf(seen.unanswered) <= toleratedPart * seen.sent) return undefined;
  const what = `${unansweredOf(seen.unanswered)} of ${counted(seen.sent, 'request')} had no answer by a workload: ${unansweredInWords(seen.unanswered)}`;
  if (seen.unanswered.status > toleratedPart * seen.sent) {
    return { verdict: 'fail', wanted, got: `${what}.`, diagnosis: undefined, data };
  }
  if (seen.unanswered.local > 0)
    return { verdict: 'error', because: `${what}; the client had trouble of its own.`, data };
  return { verdict: 'inconclusive', because: `${what}; none of them is a proxy's answer.`, data };
}

function lossNote({ unanswered }: Tally): string {
  return unansweredOf(unanswered) === 0 ? '' : ` Without an answer: ${unansweredInWords(unanswered)}.`;
}
