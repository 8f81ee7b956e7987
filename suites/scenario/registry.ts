import type { AccessMode } from '../../fixtures/meshes/profile.ts';
import type { ScenarioContext } from './context.ts';
import type { Scenario } from './types.ts';

const registered: Scenario[] = [];
let section: SectionDefaults | undefined;

interface SectionDefaults {
  /** The mode of access control that the section's scenarios are asked in; permissive unless it says otherwise. */
  readonly mode?: AccessMode;
  /** Whether a scenario shares a testbed with others (its objects have names of their own) or has one to itself. */
  readonly testbed?: Scenario['testbed'];
  /** Whether its scenarios are asked one by one, when no other is. */
  readonly alone?: boolean;
  /** Whether its scenarios mostly wait, as for datagrams that are denied: for nothing, until the time is over. */
  readonly waitsLong?: boolean;
  readonly evenIfNotServed?: boolean;
}

/** Scenarios of one section of a specification document, with what they have in common. */
export function describeSection(
  document: string,
  heading: string,
  defaults: SectionDefaults,
  define: () => void,
): void {
  if (section !== undefined)
    throw new Error(`The section "${heading}" of ${document} is described within another one.`);
  section = defaults;
  try {
    define();
  } finally {
    section = undefined;
  }
}

/**
 * Registers the scenario that judges a requirement, in every version that the catalogue gives it.
 * @throws when two scenarios claim the same requirement
 */
export function scenario(requirement: string, run: (context: ScenarioContext) => Promise<void>): void {
  if (registered.some((other) => other.requirement === requirement)) {
    throw new Error(`Two scenarios judge ${requirement}; a requirement has one.`);
  }
  registered.push({
    requirement,
    mode: section?.mode ?? 'permissive',
    testbed: section?.testbed ?? 'shared',
    alone: section?.alone ?? false,
    waitsLong: section?.waitsLong ?? false,
    evenIfNotServed: section?.evenIfNotServed ?? false,
    run,
  });
}

/** What has been registered so far; `suites/scenarios.ts` registers everything. */
export function registeredScenarios(): readonly Scenario[] {
  return registered;
}
