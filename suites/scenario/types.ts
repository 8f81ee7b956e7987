import type { AccessMode } from '../../fixtures/meshes/profile.ts';
import type { LeaseKind } from '../../fixtures/testbed/slots.ts';
import type { AskableRequirement } from '../requirements/catalogue.ts';
import type { ScenarioContext } from './context.ts';

/** A question to a mesh about one requirement, asked in every version that the requirement names. */
export interface Scenario {
  /** Id of the requirement that it judges. */
  readonly requirement: string;
  /** The mode of access control it is asked in; permissive unless it says otherwise. */
  readonly mode: AccessMode;
  /** What it needs of a testbed (fixtures/testbed/slots.ts); `none`: the API server alone. */
  readonly testbed: LeaseKind | 'none';
  /** Asked when no other scenario is: it disturbs the mesh as a whole, or what it asks is about the mesh as a whole. */
  readonly alone: boolean;
  /** Takes seconds, most of them waiting: asked early, beside what comes after it. */
  readonly waitsLong: boolean;
  /** Also asked in versions that the cluster does not serve but the mesh declares. */
  readonly evenIfNotServed: boolean;
  readonly run: (context: ScenarioContext) => Promise<void>;
}

/** A scenario in one version, with the decision whether it can be asked of this mesh on this cluster. */
export interface PlannedScenario {
  /** `split.weights.proportional@v1alpha4`. */
  readonly id: string;
  readonly requirement: AskableRequirement;
  readonly version: string;
  readonly scenario: Scenario;
  readonly decision: PlanDecision;
  /** No later version of the requirement is asked. */
  readonly newest: boolean;
}

export type PlanDecision =
  | { readonly do: 'run' }
  | { readonly do: 'leave'; readonly outcome: 'unsupported' | 'skipped'; readonly reason: string };

/** What came of asking: never thrown, always returned. */
export interface ScenarioReport {
  readonly outcome: 'pass' | 'fail' | 'unsupported' | 'skipped' | 'inconclusive' | 'error';
  readonly reason: string | undefined;
  readonly failure:
    { readonly wanted: string; readonly got: string; readonly diagnosis: string | undefined } | undefined;
  readonly evidence: readonly EvidenceItem[];
  readonly observation: string | undefined;
  /** A hole in security that was seen, in a sentence. */
  readonly finding: string | undefined;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly convergenceMs: readonly number[];
}

export interface EvidenceItem {
  readonly title: string;
  readonly lines: readonly string[];
  readonly data: unknown;
}
