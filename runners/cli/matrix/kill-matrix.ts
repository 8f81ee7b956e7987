import type { ScenarioResult } from '../../../reports/model.ts';
import { table } from '../../../reports/summary/layout.ts';
import type { NamedFault } from '../../reference-mesh/faults/index.ts';
import { notGreen, type Ask } from './ask.ts';
import { someSpared, spares } from './spared.ts';

/** One fault against one requirement that it is said to break. */
export interface Kill {
  readonly fault: string;
  readonly requirement: string;
  /** Versions in which the scenario failed, as it must in at least one. */
  readonly killedIn: readonly string[];
  /** What came of the other versions, and of all when the fault survived. */
  readonly otherwise: readonly string[];
  readonly killed: boolean;
}

/** What the results of a run with one fault say of each requirement that the fault is said to break. */
export function judgeFault(
  fault: Pick<NamedFault, 'name' | 'breaks'>,
  results: readonly ScenarioResult[],
): readonly Kill[] {
  return fault.breaks.map((requirement) => {
    const asked = results
      .filter((result) => result.requirement === requirement)
      .sort((a, b) => (a.version < b.version ? -1 : 1));
    const killedIn = asked.filter(({ outcome }) => outcome === 'fail').map(({ version }) => version);
    const otherwise = asked
      .filter(({ outcome }) => outcome !== 'fail')
      .map(
        ({ version, outcome, reason }) =>
          `${version} ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
      );
    return {
      fault: fault.name,
      requirement,
      killedIn,
      otherwise: asked.length === 0 ? ['no scenario judges it'] : otherwise,
      killed: killedIn.length > 0,
    };
  });
}

/** A requirement that a fault has nothing to do with, and that was not green with it. */
export interface Bystander {
  readonly fault: string;
  readonly requirement: string;
  /** What came of it, version by version. */
  readonly outcomes: readonly string[];
}

/** Of the requirements that a fault spares, those that were not green with it. */
export function judgeBystanders(fault: NamedFault, results: readonly ScenarioResult[]): readonly Bystander[] {
  const hit = notGreen(results).filter(({ requirement }) => spares(fault, requirement));
  return [...new Set(hit.map(({ requirement }) => requirement))].map((requirement) => ({
    fault: fault.name,
    requirement,
    outcomes: hit
      .filter((result) => result.requirement === requirement)
      .map(({ version, outcome, reason = '' }) => `${version} ${outcome}: ${reason}`),
  }));
}

/** What must hold before a kill means anything: without a fault, nothing fails. One sentence for each that does. */
export function judgeBaseline(results: readonly ScenarioResult[]): readonly string[] {
  return notGreen(results).map(
    ({ id, outcome, reason = '' }) => `${id} is ${outcome} without any fault: ${reason}`,
  );
}

/** Requirements that no fault turns red, of those that a scenario judges. */
export function unkilled(judged: readonly string[], kills: readonly Kill[]): readonly string[] {
  const killed = new Set(kills.filter((kill) => kill.killed).map(({ requirement }) => requirement));
  return judged.filter((requirement) => !killed.has(requirement));
}

export interface KillMatrixSteps {
  readonly faults: readonly NamedFault[];
  /** Requirements that have a scenario. */
  readonly judged: readonly string[];
  readonly ask: Ask;
  /** How many requirements that a fault spares are asked with it. */
  readonly others: number;
  readonly onKills: (kills: readonly Kill[], bystanders: readonly Bystander[]) => void;
}

export interface KillMatrix {
  /** Empty when the truthful mesh passes. */
  readonly baseline: readonly string[];
  readonly kills: readonly Kill[];
  /** How many pairs of a fault and a requirement that it spares were asked. */
  readonly spared: number;
  readonly bystanders: readonly Bystander[];
}

/**
 * Turns each fault on in turn and asks what it is said to break. Begins with the truthful mesh, and goes no further when
 * that one does not pass, since then a red verdict proves nothing.
 */
export async function buildKillMatrix({
  faults,
  judged,
  ask,
  others,
  onKills,
}: KillMatrixSteps): Promise<KillMatrix> {
  const trials = faults.map((fault, index) => ({
    fault,
    broken: fault.breaks.filter((requirement) => judged.includes(requirement)),
    spared: someSpared(fault, { index, judged, count: others }),
  }));
  const all = new Set(trials.flatMap(({ broken, spared }) => [...broken, ...spared]));
  const baseline = judgeBaseline(await ask([], [...all]));
  if (baseline.length > 0) return { baseline, kills: [], spared: 0, bystanders: [] };
  const kills: Kill[] = [];
  const bystanders: Bystander[] = [];
  for (const { fault, broken, spared } of trials) {
    const asked = [...broken, ...spared];
    const results = asked.length === 0 ? [] : await ask([fault.name], asked);
    const judgement = judgeFault(fault, results);
    const hit = judgeBystanders(fault, results);
    kills.push(...judgement);
    bystanders.push(...hit);
    onKills(judgement, hit);
  }
  return { baseline, kills, spared: trials.reduce((sum, { spared }) => sum + spared.length, 0), bystanders };
}

export function describeKill({ fault, requirement, killed, killedIn, otherwise }: Kill): string {
  return killed
    ? `killed    ${fault}: ${requirement} fails in ${killedIn.join(', ')}`
    : `SURVIVES  ${fault}: ${requirement}: ${otherwise.join('; ')}`;
}

export function describeBystander({ fault, requirement, outcomes }: Bystander): string {
  return `HIT       ${fault}: ${requirement} has nothing to do with it: ${outcomes.join('; ')}`;
}

/** The matrix as text. `never`: judged requirements that no fault turns red. */
export function renderMatrix(
  { baseline, kills, spared, bystanders }: KillMatrix,
  never: readonly string[],
): string {
  if (baseline.length > 0) {
    return `The truthful reference mesh does not pass, so a red verdict proves nothing:\n${baseline.join('\n')}\n`;
  }
  const rows = kills.map(({ fault, requirement, killed, killedIn, otherwise }) =>
    [
      killed ? 'killed' : 'SURVIVES',
      fault,
      requirement,
      killed ? killedIn.join(', ') : otherwise.join('; '),
    ].map((text) => ({ text })),
  );
  const survivors = kills.filter(({ killed }) => !killed).length;
  return [
    ...table(rows, ''),
    '',
    `${kills.length - survivors} of ${kills.length} pairs of fault and requirement killed.`,
    `${spared - bystanders.length} of ${spared} pairs of a fault and a requirement that it spares green.`,
    ...bystanders.map(describeBystander),
    ...(never.length === 0 ? [] : [`No fault turns red: ${never.join(', ')}`]),
    '',
  ].join('\n');
}
