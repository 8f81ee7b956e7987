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
