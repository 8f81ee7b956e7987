import type { SmiGroup } from '../../fixtures/smi/model.ts';

/**
 * How the text bears a requirement: its sentences say it; an example shows it, with its outcome; the SDK's OpenAPI schema
 * demands it, where the text leaves validation to that; it is implied by what is said; or there is only silence, and the
 * fingerprint is that of the whole section, in which an answer would have to stand.
 */
export type Basis = 'sentence' | 'example' | 'schema' | 'implied' | 'silence';

/** Why a requirement is not asked. */
export type Excuse =
  | 'not-observable'
  | 'about-operators'
  | 'about-providers'
  | 'needs-facility'
  | 'no-api'
  | 'api-not-covered'
  | 'answered-by-all';

export const excuseWords: Readonly<Record<Excuse, string>> = {
  'not-observable': 'nothing outside of the mesh tells one behaviour from another',
  'about-operators': 'it addresses the people who run a cluster, and no mesh',
  'about-providers': 'it permits something to those who make meshes, and demands nothing',
  'needs-facility': 'it needs what neither a mesh nor a cluster has to have, and this suite does not bring',
  'no-api': 'no API of SMI covers it',
  'api-not-covered': 'it belongs to an API that this suite does not ask about',
  'answered-by-all': 'every scenario answers it by the way',
};

/** One requirement of the specification: a row of `suites/requirements/*.yaml`. */
export interface Requirement {
  /** For instance `split.weights.proportional`. What is asked of several groups has a row for each, under one id. */
  readonly id: string;
  readonly api: 'split' | 'access' | 'specs' | 'api' | 'general';
  readonly level: 'MUST' | 'implied' | 'SHOULD' | 'MAY' | 'AMBIG' | 'SILENT';
  /** Versions of the API named by `versionOf`, for instance `['v1alpha2', 'v1alpha3', 'v1alpha4']`. */
  readonly versions: readonly string[];
  /** The group whose version the requirement is instantiated for. */
  readonly versionOf: SmiGroup | 'metrics';
  readonly clause: { readonly document: string; readonly version: string; readonly heading: string };
  /** What in the clause asks it, so that a change of the specification's text can be told to touch it. */
  readonly source: {
    readonly basis: Basis;
    /** Fingerprints of passages under the clause's heading; see `fingerprint.ts`. */
    readonly sha256: readonly string[];
  };
  /** The requirement in our own words: one sentence. */
  readonly text: string;
  /** How it is looked at from outside, in a sentence or two. */
  readonly probe: string;
  /** Where the specification leaves it open: the readings among which a scenario says what it saw. */
  readonly observations?: readonly string[];
  /** `judged` by a scenario, `pending` until one exists, or `excused`. */
  readonly status: 'judged' | 'pending' | 'excused';
  /** Why no scenario asks it, where it is excused: for machines, and in a sentence. */
  readonly excuse?: Excuse;
  readonly reason?: string;
}

/** A requirement of a group whose objects this suite can write; only these are ever asked. */
export type AskableRequirement = Requirement & { readonly versionOf: SmiGroup };

export function isAskable(requirement: Requirement): requirement is AskableRequirement {
  return requirement.versionOf !== 'metrics';
}
