import type { ShareCase } from './share-case.ts';
import type { JudgedBackend } from './share-rule.ts';
import { unansweredInWords, unansweredOf } from './tally.ts';
import { listed, percent } from './words.ts';

/** `v1 90 % and v2 10 % (weights 90 and 10)`. */
export function wantedInWords({ design, names }: ShareCase): string {
  const shares = names.map((name, i) => `${name} ${percent(design.backends[i]?.share ?? 0)}`);
  return `${listed(shares)} of all requests (weights ${listed(design.backends.map(({ weight }) => String(weight)))})`;
}

/** `v1 252 (90 %) and v2 28 (10 %)`. */
export function gotInWords({ names, seen }: ShareCase): string {
  return listed(
    names.map((name, i) => {
      const count = seen.counts[i] ?? 0;
      return `${name} answered ${count} (${percent(seen.sent === 0 ? 0 : count / seen.sent)})`;
    }),
  );
}

/** `v1 234 to 296 and v2 4 to 66`. */
export function acceptedInWords({ names }: ShareCase, backends: readonly JudgedBackend[]): string {
  return listed(
    backends.map(({ accepted: { least, most } }, i) =>
      least === most ? `${names[i] ?? ''} ${least}` : `${names[i] ?? ''} ${least} to ${most}`,
    ),
  );
}

/** What a passed verdict does not promise: errors that this many requests cannot tell from a right share. */
export function untoldNote({ design, names }: ShareCase): string {
  const untold = design.backends.flatMap(({ miss, delta }, i) =>
    miss > design.beta
      ? [`${names[i] ?? String(i)} by ${points(delta)} (probability up to ${miss.toPrecision(1)})`]
      : [],
  );
  return untold.length === 0 ? '' : ` Errors that could pass with this many requests: ${listed(untold)}.`;
}

/** A sentence of its own when answers are missing. */
export function unansweredNote({ seen }: ShareCase): string {
  if (unansweredOf(seen.unanswered) === 0) return '';
  return ` Without an answer: ${unansweredInWords(seen.unanswered)}.`;
}

export function points(fraction: number): string {
  return `${percent(fraction).replace(' %', '')} points`;
}
