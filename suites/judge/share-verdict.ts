import { diagnose, type Diagnosis } from './diagnosis.ts';
import type { ShareCase } from './share-case.ts';
import type { LookJudgement } from './share-rule.ts';
import {
  countsInWords,
  toleratedPart,
  unansweredInWords,
  unansweredOf,
  type NamedCount,
  type Unanswered,
} from './tally.ts';
import type { Verdict } from './verdict.ts';
import {
  acceptedInWords,
  gotInWords,
  points,
  untoldNote,
  unansweredNote,
  wantedInWords,
} from './share-words.ts';
import { listed, percent } from './words.ts';

/** All that a verdict on shares was made of: the `data` of the verdict. */
export interface ShareFindings {
  /** What decided. */
  readonly by: 'look' | 'rotation' | 'stranger' | 'unanswered' | 'miscount';
  /** Requests sent, answered or not. */
  readonly n: number;
  readonly draws: number;
  /** Number of the look, from 1, of how many; undefined when no look decided. */
  readonly look: { readonly number: number; readonly of: number } | undefined;
  readonly backends: readonly BackendFindings[];
  readonly strangers: readonly NamedCount[];
  readonly unanswered: Unanswered;
  readonly alpha: number;
  readonly beta: number;
  readonly delta: number;
  readonly diagnosis: Diagnosis | undefined;
}

export interface BackendFindings {
  readonly name: string;
  readonly weight: number;
  readonly share: number;
  readonly count: number;
  /** Counts that do not fail at this n; undefined when no look decided. */
  readonly accepted: { readonly least: number; readonly most: number } | undefined;
  /** Bound on the probability that a share wrong by min(delta, share) would have passed. */
  readonly miss: number;
}

export function passedByRotation(so: ShareCase): Verdict {
  const { rotation, delta } = so.design;
  const because =
    `In each of ${so.draws} draws of ${rotation?.draw ?? 0} requests the backends answered exactly in proportion to their ` +
    `weights (${gotInWords(so)}): a rotation. Independent picks with a share wrong by ${points(delta)} would do so with ` +
    `probability below ${(rotation?.miss ?? 1).toExponential(0)}.`;
  return { verdict: 'pass', because, data: findings(so, 'rotation') };
}

export function passedByLook(so: ShareCase, judgement: LookJudgement): Verdict {
  const because =
    `Of ${judgement.n} requests ${gotInWords(so)}, within ${acceptedInWords(so, judgement.backends)}; ` +
    `decided at look ${judgement.look + 1} of ${so.design.looks.length}.${untoldNote(so)}${unansweredNote(so)}`;
  return { verdict: 'pass', because, data: findings(so, 'look', judgement) };
}

export function failedByShare(so: ShareCase, judgement: LookJudgement): Verdict {
  const wanted =
    `${wantedInWords(so)}: of ${judgement.n} requests ${acceptedInWords(so, judgement.backends)}, which a mesh that is ` +
    `right leaves with probability below ${so.design.alpha.toExponential(0)}.`;
  const got = `Of ${judgement.n} requests ${gotInWords(so)}.${unansweredNote(so)}`;
  return failed(wanted, got, findings(so, 'look', judgement));
}

/** A request reached a backend of weight 0 or somebody who is no backend. */
export function failedByStranger(so: ShareCase): Verdict {
  const { design, names, seen } = so;
  const allowed = names.filter((_, i) => (design.backends[i]?.weight ?? 0) > 0);
  const zero = names
    .map((name, i) => ({ name, count: seen.counts[i] ?? 0 }))
    .filter(({ count }, i) => count > 0 && design.backends[i]?.weight === 0);
  const wanted = `${wantedInWords(so)}; no request answered by anyone but ${listed(allowed)}.`;
  const who = [...zero.map(({ name, count }) => ({ name: `${name} (weight 0)`, count })), ...seen.strangers];
  const got = `Of ${seen.sent} requests ${gotInWords(so)}; not allowed: ${countsInWords(who)}.`;
  return failed(wanted, got, findings(so, 'stranger'));
}

/** More requests stayed without an answer than may. */
export function troubled(so: ShareCase): Verdict {
  const { unanswered, sent } = so.seen;
  const what = `${unansweredOf(unanswered)} of ${sent} requests were not answered by a workload: ${unansweredInWords(unanswered)}`;
  const data = findings(so, 'unanswered');
  if (unanswered.status > toleratedPart * sent) {
    const wanted = `${wantedInWords(so)}; at most ${percent(toleratedPart)} of the requests without an answer by one of them.`;
    return { verdict: 'fail', wanted, got: `${what}.`, diagnosis: undefined, data };
  }
  if (unanswered.local > 0) {
    return {
      verdict: 'error',
      because: `${what}. The client had trouble of its own, so shares cannot be judged.`,
      data,
    };
  }
  return {
    verdict: 'inconclusive',
    because: `${what}. Too many for a verdict on shares, and no proxy's answer.`,
    data,
  };
}

/** The last look, and missing answers could turn it either way. */
export function undecided(so: ShareCase, judgement: LookJudgement): Verdict {
  const because =
    `Of ${judgement.n} requests ${gotInWords(so)}, with ${acceptedInWords(so, judgement.backends)} accepted: the ` +
    `${judgement.unanswered} without an answer (${unansweredInWords(so.seen.unanswered)}) could make it right or wrong.`;
  return { verdict: 'inconclusive', because, data: findings(so, 'look', judgement) };
}

/** A draw did not account for every request. */
export function miscounted(wanted: number, got: number, so: ShareCase): Verdict {
  const because = `A draw of ${wanted} requests accounted for ${got}: the client sent too few, or lost count.`;
  return { verdict: 'error', because, data: findings(so, 'miscount') };
}

function failed(wanted: string, got: string, data: ShareFindings): Verdict {
  return { verdict: 'fail', wanted, got, diagnosis: data.diagnosis?.sentence, data };
}

function findings(so: ShareCase, by: ShareFindings['by'], judgement?: LookJudgement): ShareFindings {
  const { design, names, seen, draws } = so;
  const wrong = by === 'stranger' || judgement?.decision === 'fail';
  return {
    by,
    n: seen.sent,
    draws,
    look: judgement === undefined ? undefined : { number: judgement.look + 1, of: design.looks.length },
    backends: design.backends.map(({ weight, share, miss }, i) => {
      const accepted = judgement?.backends[i]?.accepted;
      return {
        name: names[i] ?? String(i),
        weight,
        share,
        count: seen.counts[i] ?? 0,
        accepted: accepted === undefined ? undefined : { least: accepted.least, most: accepted.most },
        miss,
      };
    }),
    strangers: seen.strangers,
    unanswered: seen.unanswered,
    alpha: design.alpha,
    beta: design.beta,
    delta: design.delta,
    diagnosis: wrong && so.world !== undefined ? diagnose(countsByName(so), so.world) : undefined,
  };
}

function countsByName({ names, seen }: ShareCase): Readonly<Record<string, number>> {
  const backends = names.map((name, i) => [name, seen.counts[i] ?? 0] as const);
  return Object.fromEntries([
    ...backends,
    ...seen.strangers.map(({ name, count }) => [name, count] as const),
  ]);
}
