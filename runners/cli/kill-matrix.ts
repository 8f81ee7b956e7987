import type { ScenarioResult } from '../../reports/model.ts';
import { table } from '../../reports/summary/layout.ts';
import type { NamedFault } from '../reference-mesh/faults/index.ts';

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

/** What must hold before a kill means anything: without a fault, nothing fails. One sentence for each that does. */
export function judgeBaseline(results: readonly ScenarioResult[]): readonly string[] {
  return results
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'unsupported')
    .map(({ id, outcome, reason = '' }) => `${id} is ${outcome} without any fault: ${reason}`);
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
  /** Runs the scenarios of these requirements on a mesh with these faults, in an environment of its own. */
  readonly ask: (
    faults: readonly string[],
    requirements: readonly string[],
  ) => Promise<readonly ScenarioResult[]>;
  readonly onKills: (kills: readonly Kill[]) => void;
}

export interface KillMatrix {
  /** Empty when the truthful mesh passes. */
  readonly baseline: readonly string[];
  readonly kills: readonly Kill[];
}

/**
 * Turns each fault on in turn and asks what it is said to break. Begins with the truthful mesh, and goes no further when
 * that one does not pass, since then a red verdict proves nothing.
 */
export async function buildKillMatrix({
  faults,
  judged,
  ask,
  onKills,
}: KillMatrixSteps): Promise<KillMatrix> {
  const broken = [...new Set(faults.flatMap(({ breaks }) => breaks))].filter((one) => judged.includes(one));
  const baseline = judgeBaseline(await ask([], broken));
  if (baseline.length > 0) return { baseline, kills: [] };
  const kills: Kill[] = [];
  for (const fault of faults) {
    const asked = fault.breaks.filter((requirement) => judged.includes(requirement));
    const judgement = judgeFault(fault, asked.length === 0 ? [] : await ask([fault.name], asked));
    kills.push(...judgement);
    onKills(judgement);
  }
  return { baseline, kills };
}

export function describeKill({ fault, requirement, killed, killedIn, otherwise }: Kill): string {
  return killed
    ? `killed    ${fault}: ${requirement} fails in ${killedIn.join(', ')}`
    : `SURVIVES  ${fault}: ${requirement}: ${otherwise.join('; ')}`;
}

/** The matrix as text. `never`: judged requirements that no fault turns red. */
export function renderMatrix({ baseline, kills }: KillMatrix, never: readonly string[]): string {
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
    ...(never.length === 0 ? [] : [`No fault turns red: ${never.join(', ')}`]),
    '',
  ].join('\n');
}
