import { didYouMean } from '../../../words/nearest.ts';
import type { MeshProfile } from '../../../fixtures/meshes/profile.ts';
import type { SmiDiscovery } from '../../../fixtures/smi/discovery.ts';
import type { ScenarioIdentity } from '../../../reports/model.ts';
import type { Requirement } from '../../../suites/requirements/catalogue.ts';
import { loadCatalogue } from '../../../suites/requirements/load.ts';
import { instanceIds, matchesPattern, planScenarios } from '../../../suites/scenario/plan.ts';
import type { PlannedScenario, Scenario } from '../../../suites/scenario/types.ts';
import { registeredScenarios } from '../../../suites/scenarios.ts';
import { UsageError } from '../errors.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** All that can be asked, before it is known of whom. */
export interface Questions {
  readonly catalogue: readonly Requirement[];
  readonly scenarios: readonly Scenario[];
  /** Every instance, `<requirement>@<version>`. */
  readonly ids: readonly string[];
}

export function loadQuestions(): Questions {
  const catalogue = loadCatalogue();
  const scenarios = registeredScenarios();
  const judged = new Set(scenarios.map(({ requirement }) => requirement));
  const nameOf = instanceIds(catalogue);
  const ids = catalogue
    .filter(({ id }) => judged.has(id))
    .flatMap((requirement) => requirement.versions.map((version) => nameOf(requirement, version)));
  return { catalogue, scenarios, ids };
}

/**
 * Each pattern must fit something: one that fits nothing would leave the run smaller than its caller believes.
 * @throws UsageError
 */
export function checkSelection({ only, skip }: Selection, questions: Questions): void {
  for (const [option, patterns] of [
    ['--only', only],
    ['--skip', skip],
  ] as const) {
    for (const pattern of patterns) checkPattern(pattern, option, questions);
  }
  if (selected({ only, skip }, questions).length === 0)
    throw new UsageError('Nothing is left to run: --skip takes away all that --only leaves.');
}

function selected({ only, skip }: Selection, { ids }: Questions): readonly string[] {
  return ids.filter(
    (id) =>
      (only.length === 0 || only.some((pattern) => matchesPattern(id, pattern))) &&
      !skip.some((pattern) => matchesPattern(id, pattern)),
  );
}

/** Whether the selection holds both scenarios that are asked alone and others: then the two can be asked side by side. */
export function asksAloneAndTogether(selection: Selection, questions: Questions): boolean {
  const ids = selected(selection, questions);
  const alone = questions.scenarios.filter((one) => one.alone).map(({ requirement }) => `${requirement}@`);
  const asksAlone = (id: string): boolean => alone.some((start) => id.startsWith(start));
  return ids.some(asksAlone) && !ids.every(asksAlone);
}

/**
 * A known deviation of a requirement that does not exist would never be missed.
 * @throws UsageError
 */
export function checkDeviations(profile: MeshProfile, questions: Questions): void {
  for (const { requirement } of profile.knownDeviations) {
    checkPattern(requirement, `knownDeviations of the profile of ${profile.title}:`, questions);
  }
}

function checkPattern(pattern: string, where: string, { ids, catalogue }: Questions): void {
  if (ids.some((id) => matchesPattern(id, pattern))) return;
  const listed = catalogue.find(({ id, versions }) =>
    versions.some((version) => matchesPattern(`${id}@${version}`, pattern)),
  );
  if (listed !== undefined) {
    throw new UsageError(
      `${where} "${pattern}" names ${listed.id}, which has no scenario: it is ${listed.status}. \`smi-conformance explain ${listed.id}\` says more.`,
    );
  }
  const candidates = pattern.includes('@') ? ids : catalogue.map(({ id }) => id);
  throw new UsageError(
    `${where} "${pattern}" fits no scenario.${didYouMean(pattern, candidates)} \`smi-conformance list\` shows them all; "*" stands for any characters.`,
  );
}

export function planRun(
  questions: Questions,
  mesh: { readonly profile: MeshProfile; readonly discovery: SmiDiscovery },
  selection: Selection,
): readonly PlannedScenario[] {
  return planScenarios({ ...questions, ...mesh, ...selection });
}

export function identityOf({ id, requirement, version }: PlannedScenario): ScenarioIdentity {
  const { api, level, clause, text } = requirement;
  return { id, requirement: requirement.id, api, version, level, clause, text };
}

/**
 * The order in which scenarios are asked: first those that need a testbed to themselves, one after the other, and those
 * that wait long, so that the rest goes on beside them and nobody is left to wait for at the end. Within that, the
 * catalogue's order, or one drawn with `seed`.
 */
export function askingOrder(planned: readonly PlannedScenario[], seed: number): readonly PlannedScenario[] {
  const rank = ({ testbed, waitsLong }: Scenario): number => {
    if (testbed === 'exclusive') return 0;
    if (waitsLong) return 1;
    return testbed === 'none' ? 3 : 2;
  };
  const drawn = seed === catalogueOrder ? planned : shuffle(planned, seed);
  return drawn
    .map((one, index) => ({ one, index }))
    .sort((a, b) => rank(a.one.scenario) - rank(b.one.scenario) || a.index - b.index)
    .map(({ one }) => one);
}

/** The seed that draws nothing. */
export const catalogueOrder = 0;

/** Fisher and Yates, with a linear congruential generator modulo 2^31: the same order for the same seed on every machine. */
function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const shuffled = [...items];
  let state = seed;
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    state = Number((BigInt(state) * 1_103_515_245n + 12_345n) % 2_147_483_648n);
    const other = Math.floor((state / 2_147_483_648) * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
