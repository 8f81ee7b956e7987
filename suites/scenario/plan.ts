import type { SmiDiscovery } from '../../fixtures/smi/discovery.ts';
import type { MeshProfile } from '../../fixtures/meshes/profile.ts';
import { isAskable, type AskableRequirement, type Requirement } from '../requirements/catalogue.ts';
import type { PlanDecision, PlannedScenario, Scenario } from './types.ts';

export interface PlanInput {
  readonly catalogue: readonly Requirement[];
  readonly scenarios: readonly Scenario[];
  readonly discovery: SmiDiscovery;
  readonly profile: MeshProfile;
  /** Patterns over `<requirement>@<version>`; see `matchesPattern`. Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * Every scenario in every version of its requirement, in the catalogue's order, each with the decision whether it is asked.
 * The decision is an ordered list of named rules; the first that objects says why in a sentence.
 */
export function planScenarios(input: PlanInput): readonly PlannedScenario[] {
  const instanceId = instanceIds(input.catalogue);
  const byRequirement = new Map(input.scenarios.map((scenario) => [scenario.requirement, scenario]));
  return input.catalogue.flatMap((requirement) => {
    const scenario = byRequirement.get(requirement.id);
    if (scenario === undefined || !isAskable(requirement)) return [];
    const instances = requirement.versions.map((version) => {
      const id = instanceId(requirement, version);
      const decision = decide({ id, requirement, version, scenario }, input);
      return { id, requirement, version, scenario, decision };
    });
    const newest = instances.findLast(({ decision }) => decision.do === 'run');
    return instances
      .map((instance) => ({ ...instance, newest: instance === newest }))
      .filter(({ id }) => input.only.length === 0 || matchesAny(id, input.only));
  });
}

/**
 * Names scenarios in a version: `split.weights.zero@v1alpha4`, and with the group where a requirement is asked of several:
 * `api.roundtrip@specs.v1alpha4`.
 */
export function instanceIds(
  catalogue: readonly Requirement[],
): (requirement: Requirement, version: string) => string {
  const groups = new Map<string, number>();
  for (const { id } of catalogue) groups.set(id, (groups.get(id) ?? 0) + 1);
  return ({ id, versionOf }, version) =>
    (groups.get(id) ?? 0) > 1 ? `${id}@${versionOf}.${version}` : `${id}@${version}`;
}

interface Candidate {
  readonly id: string;
  readonly requirement: AskableRequirement;
  readonly version: string;
  readonly scenario: Scenario;
}

type Objection = Exclude<PlanDecision, { do: 'run' }>;

/** Rules that may object to asking; each answers with its objection or nothing. */
const rules: readonly ((candidate: Candidate, input: PlanInput) => Objection | undefined)[] = [
  leftOutOnRequest,
  notDeclared,
  versionNotServed,
  accessModeMissing,
];

function decide(candidate: Candidate, input: PlanInput): PlanDecision {
  for (const rule of rules) {
    const objection = rule(candidate, input);
    if (objection !== undefined) return objection;
  }
  return { do: 'run' };
}

function leftOutOnRequest(candidate: Candidate, input: PlanInput): Objection | undefined {
  const pattern = input.skip.find((one) => matchesPattern(candidate.id, one));
  return pattern === undefined
    ? undefined
    : { do: 'leave', outcome: 'skipped', reason: `Left out by --skip ${pattern}.` };
}

function notDeclared(candidate: Candidate, input: PlanInput): Objection | undefined {
  const exemption = input.profile.declared.unsupported.find((entry) =>
    matchesAny(candidate.id, entry.requirements),
  );
  if (exemption === undefined) return undefined;
  return {
    do: 'leave',
    outcome: 'unsupported',
    reason: `${input.profile.title} does not claim it: ${exemption.reason}`,
  };
}

function versionNotServed(candidate: Candidate, { discovery, profile }: PlanInput): Objection | undefined {
  const { requirement, version, scenario } = candidate;
  const served = discovery.versions[requirement.versionOf];
  if (served.some((one) => one === version)) return undefined;
  // Whether what is claimed is served at all is itself a question.
  if (scenario.evenIfNotServed && profile.declared[requirement.versionOf].includes(version)) return undefined;
  return {
    do: 'leave',
    outcome: 'unsupported',
    reason:
      served.length === 0
        ? `The cluster serves no version of ${requirement.versionOf}.smi-spec.io.`
        : `The cluster does not serve ${requirement.versionOf}.smi-spec.io/${version}; it serves ${served.join(', ')}.`,
  };
}

function accessModeMissing({ scenario }: Candidate, { profile }: PlanInput): Objection | undefined {
  if (scenario.testbed === 'none') return undefined;
  if (profile.access.modes[scenario.mode] !== undefined || profile.access.asInstalled === scenario.mode)
    return undefined;
  return {
    do: 'leave',
    outcome: 'unsupported',
    reason: `It is asked in ${scenario.mode} access mode, and the profile of ${profile.title} names no way to that mode.`,
  };
}

export function matchesAny(id: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(id, pattern));
}

/**
 * Whether an instance id such as `split.weights.zero@v1alpha4` fits a pattern: `*` stands for any characters, and a pattern
 * without `@` fits every version. `split.weights` also fits all below it, and `@v1alpha4` each group's v1alpha4.
 */
export function matchesPattern(id: string, pattern: string): boolean {
  const [requirement = '', version = ''] = id.split('@');
  const [wantedRequirement = '', wantedVersion] = pattern.split('@');
  const versions = [version, version.replace(/^[a-z]+\./, '')];
  if (wantedVersion !== undefined && !versions.some((one) => glob(wantedVersion).test(one))) return false;
  return glob(wantedRequirement).test(requirement) || requirement.startsWith(`${wantedRequirement}.`);
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`);
}
