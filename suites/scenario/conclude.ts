import type { Verdict } from '../judge/verdict.ts';
import { Inconclusive, SuiteTrouble, Violation } from './ending.ts';
import type { ScenarioRecord } from './record.ts';

/** Writes a verdict down, and ends the scenario unless it is a pass. */
export function conclude(
  title: string,
  verdict: Verdict,
  record: ScenarioRecord,
  alsoKnown: readonly string[] = [],
): void {
  record.note(title, [...linesOf(verdict), ...alsoKnown], verdict.data);
  switch (verdict.verdict) {
    case 'pass':
      return;
    case 'fail': {
      const diagnosis = [verdict.diagnosis, ...alsoKnown].filter((line) => line !== undefined).join(' ');
      throw new Violation(
        withoutStop(verdict.wanted),
        withoutStop(`${title}: ${verdict.got}`),
        diagnosis === '' ? undefined : diagnosis,
      );
    }
    case 'inconclusive':
      throw new Inconclusive(`${title}: ${verdict.because}`);
    case 'error':
      throw new SuiteTrouble(`${title}: ${verdict.because}`);
  }
}

/** Of several verdicts the one that ends the scenario: a violation is one whatever else could not be told. */
export function gravest<T extends { readonly verdict: Verdict }>(judged: readonly T[]): T | undefined {
  const order: readonly Verdict['verdict'][] = ['fail', 'error', 'inconclusive', 'pass'];
  return [...judged].sort((a, b) => order.indexOf(a.verdict.verdict) - order.indexOf(b.verdict.verdict))[0];
}

export function linesOf(verdict: Verdict): readonly string[] {
  if (verdict.verdict !== 'fail') return [verdict.because];
  return [
    `Wanted: ${verdict.wanted}`,
    `Got: ${verdict.got}`,
    ...(verdict.diagnosis === undefined ? [] : [verdict.diagnosis]),
  ];
}

/** Sentences are joined by the report: a full stop at the end would stand twice. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
