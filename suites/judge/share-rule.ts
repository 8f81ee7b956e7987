import type { AcceptedCounts } from './accepted-counts.ts';
import type { ShareDesign } from './share-design.ts';
import { sumOf } from './whole-numbers.ts';

export { designShares, ShareDesignError } from './share-design.ts';
export type { BackendShare, ShareDesign, ShareLook, ShareOptions } from './share-design.ts';
export type { AcceptedCounts } from './accepted-counts.ts';

/** One backend at a look. */
export interface JudgedBackend {
  readonly weight: number;
  readonly share: number;
  readonly count: number;
  readonly accepted: AcceptedCounts;
}

/** What a look says, with all that it was decided by. */
export interface LookJudgement {
  /** `continue` at the last look happens only when missing answers could turn it either way. */
  readonly decision: 'pass' | 'fail' | 'continue';
  /** Index into the design's looks. */
  readonly look: number;
  readonly n: number;
  readonly unanswered: number;
  readonly backends: readonly JudgedBackend[];
  readonly alpha: number;
  readonly beta: number;
}

/** Counts that do not belong to the look they are judged at: the caller's mistake. */
export class ShareCountError extends Error {
  override readonly name = 'ShareCountError';
  readonly code = 'SHARE_COUNT';
}

/**
 * Judges the counts so far at one look. Requests without an answer stay in n and may belong to any backend of positive weight:
 * it fails only if it fails wherever they belong, and passes only if it passes wherever they belong. A request at a backend of
 * weight 0 fails it.
 *
 * @param look Index into `design.looks`.
 * @param counts Requests that each backend answered, in the order of the weights, since the first draw.
 * @param unanswered Requests without an answer since the first draw.
 */
export function judgeLook(
  design: ShareDesign,
  look: number,
  counts: readonly number[],
  unanswered: number,
): LookJudgement {
  const at = design.looks[look];
  const answered = sumOf(counts);
  if (at === undefined || counts.length !== design.backends.length || answered + unanswered !== at.n) {
    throw new ShareCountError(
      `Wanted ${design.backends.length} counts that make ${at?.n ?? 'no'} requests at look ${look + 1} of ` +
        `${design.looks.length}, found ${answered} answered by ${counts.length} backends and ${unanswered} unanswered.`,
    );
  }
  const backends = design.backends.map(({ weight, share }, i) => ({
    weight,
    share,
    count: counts[i] ?? 0,
    accepted: at.accepted[i] ?? nothingAccepted,
  }));
  const fails = backends.some((backend) => failsAlways(backend, unanswered));
  const passes = backends.every((backend) => passesAlways(backend, unanswered));
  return {
    decision: fails ? 'fail' : passes ? 'pass' : 'continue',
    look,
    n: at.n,
    unanswered,
    backends,
    alpha: design.alpha,
    beta: design.beta,
  };
}

const nothingAccepted: AcceptedCounts = { least: 0, most: 0, passLeast: 0, passMost: 0 };

function failsAlways({ count, accepted }: JudgedBackend, unanswered: number): boolean {
  return count > accepted.most || count + unanswered < accepted.least;
}

function passesAlways({ count, weight, accepted }: JudgedBackend, unanswered: number): boolean {
  const most = weight === 0 ? count : count + unanswered;
  return count >= accepted.passLeast && most <= accepted.passMost;
}
