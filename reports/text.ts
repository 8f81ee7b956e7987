import type { Clause, ScenarioResult } from './model.ts';

/** A clause for people: document, version, heading. */
export function describeClause({ document, version, heading }: Clause): string {
  return `${document} ${version}, "${heading}"`;
}

export interface LabelledText {
  readonly label: 'wanted' | 'got' | 'like' | 'why' | 'clause' | 'repeat';
  readonly text: string;
}

/** A failure in its parts: what was wanted, what came, what it looks like, whose word it is, and how to see it again. */
export function describeFailure(result: ScenarioResult): readonly LabelledText[] {
  const part = (label: LabelledText['label'], text: string | undefined): readonly LabelledText[] =>
    text === undefined || text === '' ? [] : [{ label, text }];
  return [
    ...(result.failure === undefined
      ? part('why', result.reason)
      : [
          ...part('wanted', result.failure.wanted),
          ...part('got', result.failure.got),
          ...part('like', result.failure.diagnosis),
        ]),
    ...part('clause', describeClause(result.clause)),
    ...part('repeat', result.repeat),
  ];
}

/** A duration for people: `850 ms`, `12.3 s`, `4 min 05 s`. */
export function describeDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
