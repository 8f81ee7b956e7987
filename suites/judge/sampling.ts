import { isExact } from './rotation.ts';
import type { ShareCase } from './share-case.ts';
import { judgeLook, type LookJudgement, type ShareDesign } from './share-rule.ts';
import { emptySample, joinSamples, type ShareSample } from './share-sample.ts';
import {
  failedByShare,
  failedByStranger,
  miscounted,
  passedByLook,
  passedByRotation,
  troubled,
  undecided,
} from './share-verdict.ts';
import { toleratedPart, unansweredOf } from './tally.ts';
import type { SplitWorld } from './suspects.ts';
import { sumOf } from './whole-numbers.ts';
import type { Verdict } from './verdict.ts';

export interface ShareTrial {
  readonly design: ShareDesign;
  /** Names of the backends, in the order of the weights. */
  readonly names: readonly string[];
  /**
   * Sends `n` requests, each on a new connection, and resolves when every one of them has come to its end: draws must not
   * overlap. What it rejects with is passed on.
   */
  readonly draw: (n: number, signal: AbortSignal | undefined) => Promise<ShareSample>;
  /** What is known of the split, so that a failure can name its fault. */
  readonly world?: SplitWorld;
  readonly signal?: AbortSignal;
}

/**
 * Draws up to each look and judges there, until the design decides: docs/decisions/share-rule.md. Fails at once on a request
 * that reached a backend of weight 0 or somebody who is no backend. Up to 0.1 % of the requests may stay without an answer;
 * more is a failure when the mesh itself answered them, the suite's error when the client could not send them, and else
 * inconclusive. `data` of the verdict is a `ShareFindings`.
 */
export async function judgeShares(trial: ShareTrial): Promise<Verdict> {
  const { design, signal } = trial;
  const lastLook = design.looks.at(-1)?.n ?? 0;
  let seen = emptySample(design.backends.length);
  let draws = 0;
  let rotating = design.rotation !== undefined;
  while (true) {
    signal?.throwIfAborted();
    const wanted = nextDraw(design, seen.sent, rotating);
    const sample = await trial.draw(wanted, signal);
    draws += 1;
    if (sizeOf(sample) !== wanted) return miscounted(wanted, sizeOf(sample), { ...trial, seen, draws });
    seen = joinSamples(seen, sample);
    const so: ShareCase = { ...trial, seen, draws };
    const verdict = early(so, lastLook);
    if (verdict !== undefined) return verdict;

    rotating &&= design.rotation !== undefined && isExact(design.rotation, sample.counts);
    if (rotating && seen.sent === design.rotation?.n) return passedByRotation(so);
    const look = design.looks.findIndex(({ n }) => n === seen.sent);
    if (look < 0) continue;
    const ended = endOf(so, judgeLook(design, look, seen.counts, unansweredOf(seen.unanswered)), lastLook);
    if (ended !== undefined) return ended;
  }
}

/** Requests until the next point at which something can be decided. */
function nextDraw({ rotation, looks }: ShareDesign, sent: number, rotating: boolean): number {
  if (rotating && rotation !== undefined) return rotation.draw;
  return (looks.find(({ n }) => n > sent)?.n ?? sent) - sent;
}

function sizeOf({ counts, strangers, unanswered }: ShareSample): number {
  return sumOf(counts) + sumOf(strangers.map(({ count }) => count)) + unansweredOf(unanswered);
}

/** What ends a trial at any draw: zero tolerance, or more missing answers than the last look could tolerate. */
function early(so: ShareCase, lastLook: number): Verdict | undefined {
  const { seen, design } = so;
  const forbidden =
    seen.strangers.length > 0 || design.backends.some(({ weight }, i) => weight === 0 && seen.counts[i]);
  if (forbidden) return failedByStranger(so);
  return unansweredOf(seen.unanswered) > toleratedPart * lastLook ? troubled(so) : undefined;
}

function endOf(so: ShareCase, judgement: LookJudgement, lastLook: number): Verdict | undefined {
  if (judgement.decision === 'fail') return failedByShare(so, judgement);
  const tolerable = judgement.unanswered <= toleratedPart * judgement.n;
  if (judgement.decision === 'pass' && tolerable) return passedByLook(so, judgement);
  if (judgement.n < lastLook) return undefined;
  return tolerable ? undecided(so, judgement) : troubled(so);
}
