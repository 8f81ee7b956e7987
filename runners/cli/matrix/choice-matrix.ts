import type { ScenarioResult } from '../../../reports/model.ts';
import { table } from '../../../reports/summary/layout.ts';
import type { Requirement } from '../../../suites/requirements/catalogue.ts';
import type { Choice } from '../../reference-mesh/choices/index.ts';
import type { UnseenReading } from '../../reference-mesh/choices/unseen.ts';
import { notGreen, type Ask } from './ask.ts';

/** One reading of an observation, and what was seen of it. */
export interface ReadingSeen {
  readonly requirement: string;
  readonly reading: string;
  /** Choices with which it was seen; `the usual` where the reference mesh shows it without any. */
  readonly with: readonly string[];
  /** Why the reference mesh cannot show it, where it is known not to. */
  readonly unseenBecause?: string;
}

export interface ChoiceMatrix {
  readonly readings: readonly ReadingSeen[];
  /** One sentence for each choice that showed something else than it says, or that a scenario did not pass. */
  readonly troubles: readonly string[];
}

export interface ChoiceMatrixSteps {
  readonly choices: readonly Choice[];
  /** Whether the mesh is asked as it usually is, too: after every open point. */
  readonly usual: boolean;
  readonly catalogue: readonly Requirement[];
  readonly unseen: readonly UnseenReading[];
  readonly ask: Ask;
  readonly onChoice: (line: string) => void;
}

const usual = 'the usual';

/** Makes each choice in turn and asks after what it is said to show; first of all the mesh as it usually is. */
export async function buildChoiceMatrix(steps: ChoiceMatrixSteps): Promise<ChoiceMatrix> {
  const { choices, ask, onChoice } = steps;
  const open = steps.catalogue.filter(
    ({ status, observations }) => status === 'judged' && observations !== undefined,
  );
  const ids = [...new Set(open.map(({ id }) => id))];
  const seen = new Map<string, string[]>();
  const troubles: string[] = [];
  const take = (name: string, results: readonly ScenarioResult[]): void => {
    troubles.push(...notPassed(name, results));
    for (const { requirement, observation = '' } of results) {
      for (const reading of observation.split(', ')) {
        const key = `${requirement} ${reading}`;
        const names = seen.get(key) ?? [];
        if (!names.includes(name)) seen.set(key, [...names, name]);
      }
    }
  };
  if (steps.usual) take(usual, await ask([], ids));
  for (const { name, shows } of choices) {
    const wanted = Object.entries(shows).filter(([requirement]) => ids.includes(requirement));
    if (wanted.length === 0) continue;
    const results = await ask(
      [name],
      wanted.map(([requirement]) => requirement),
    );
    take(name, results);
    const missing = missingReadings(name, wanted, results);
    troubles.push(...missing);
    onChoice(missing.length === 0 ? `seen      ${name}` : missing.join(' '));
  }
  const readings = open.flatMap(({ id, observations = [] }) =>
    observations.map((reading) => readingSeen(id, reading, seen.get(`${id} ${reading}`) ?? [], steps.unseen)),
  );
  troubles.push(
    ...readings
      .filter(({ with: names, unseenBecause }) => names.length > 0 && unseenBecause !== undefined)
      .map(
        ({ requirement, reading }) =>
          `${requirement} shows ${reading}, which is listed as one that cannot be seen.`,
      ),
  );
  return { readings, troubles };
}

function readingSeen(
  requirement: string,
  reading: string,
  names: readonly string[],
  unseen: readonly UnseenReading[],
): ReadingSeen {
  const known = unseen.find((one) => one.requirement === requirement && one.reading === reading);
  return {
    requirement,
    reading,
    with: names,
    ...(known === undefined ? {} : { unseenBecause: known.because }),
  };
}

/** Readings that should have been seen and were not. */
export function neverSeen({ readings }: ChoiceMatrix): readonly ReadingSeen[] {
  return readings.filter(
    ({ with: names, unseenBecause }) => names.length === 0 && unseenBecause === undefined,
  );
}

/** A choice that is open to a mesh must not turn anything red. */
function notPassed(name: string, results: readonly ScenarioResult[]): readonly string[] {
  return notGreen(results).map(
    ({ id, outcome, reason = '' }) => `With ${name}, ${id} is ${outcome}: ${reason}`,
  );
}

function missingReadings(
  name: string,
  wanted: readonly (readonly [requirement: string, reading: string])[],
  results: readonly ScenarioResult[],
): readonly string[] {
  return wanted.flatMap(([requirement, reading]) => {
    const observed = results
      .filter((result) => result.requirement === requirement)
      .map(({ observation = 'nothing' }) => observation);
    return observed.some((one) => one.split(', ').includes(reading))
      ? []
      : [`With ${name}, ${requirement} should show ${reading}, and showed ${observed.join('; ')}.`];
  });
}

/** The matrix as text: with all readings, or only those that were seen, where just a part was asked. */
export function renderChoices({ readings, troubles }: ChoiceMatrix, part: 'all' | 'some'): string {
  const seen = readings.filter(({ with: names }) => names.length > 0);
  const rows = (part === 'all' ? readings : seen).map(
    ({ requirement, reading, with: names, unseenBecause = 'NEVER SEEN' }) =>
      [requirement, reading, names.length === 0 ? unseenBecause : names.join(', ')].map((text) => ({ text })),
  );
  return [
    ...table(rows, ''),
    '',
    `${seen.length} of ${readings.length} readings seen.`,
    ...troubles,
    '',
  ].join('\n');
}
