/** One requirement of the specification: a row of `suites/requirements/*.yaml`. */
export interface Requirement {
  /** For instance `split.weights.proportional`. What is asked of several groups has a row for each, under one id. */
  readonly id: string;
  readonly api: 'split' | 'access' | 'specs' | 'api' | 'general';
  readonly level: 'MUST' | 'implied' | 'SHOULD' | 'MAY' | 'AMBIG' | 'SILENT';
  /** Versions of the API named by `versionOf`, for instance `['v1alpha2', 'v1alpha3', 'v1alpha4']`. */
  readonly versions: readonly string[];
  /** The group whose version the requirement is instantiated for. */
  readonly versionOf: 'split' | 'access' | 'specs';
  readonly clause: { readonly document: string; readonly version: string; readonly heading: string };
  /** The requirement in our own words: one sentence. */
  readonly text: string;
  /** How it is looked at from outside, in a sentence or two. */
  readonly probe: string;
  /** Where the specification leaves it open: the readings among which a scenario says what it saw. */
  readonly observations?: readonly string[];
  /** `judged` by a scenario, `pending` until one exists, or `excused` with `reason`. */
  readonly status: 'judged' | 'pending' | 'excused';
  readonly reason?: string;
}
