import { readFile } from 'node:fs/promises';
import { XMLParser } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { buildReport } from '../json/report.ts';
import type { OutcomeKind, ScenarioResult } from '../model.ts';
import { outcomeKinds } from '../outcome.ts';
import { buildRun, type Run } from '../run.ts';
import { sampleEvents, sampleResult } from '../testing/samples.ts';
import { renderJUnit } from './render.ts';

let schema = '';
beforeAll(async () => {
  schema = await readFile(new URL('junit.xsd', import.meta.url), 'utf8');
});

async function complaints(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  return errors.map(({ message }) => message);
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}
interface ReadCase {
  readonly name: string;
  readonly failure?: { readonly message: string; readonly type: string; readonly '#text': string };
  readonly error?: { readonly message: string; readonly type: string };
  readonly skipped?: { readonly message: string };
  readonly properties?: { readonly property: readonly { readonly name: string; readonly value: string }[] };
  readonly 'system-out'?: string;
}
interface ReadSuite extends Counts {
  readonly name: string;
  readonly timestamp: string;
  readonly time: number;
  readonly testcase: readonly ReadCase[];
}
interface ReadRoot extends Counts {
  readonly time: number;
  readonly timestamp: string;
  readonly testsuite: readonly ReadSuite[];
}

function read(xml: string): ReadRoot {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: true,
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  });
  return (parser.parse(xml) as { testsuites: ReadRoot }).testsuites;
}

function runOf(results: readonly ScenarioResult[]): Run {
  return buildRun(sampleEvents(results), true);
}

const everyOutcome = runOf(
  outcomeKinds.flatMap((outcome) =>
    ['v1alpha2', 'v1alpha4'].map((version) => sampleResult(`split.${outcome}@${version}`, outcome)),
  ),
);

describe('renderJUnit', () => {
  it('satisfies the XML schema for every outcome', async () => {
    expect(await complaints(renderJUnit(everyOutcome))).toEqual([]);
  });

  it('is held to a schema that can refuse', async () => {
    const xml = renderJUnit(everyOutcome);

    expect(await complaints(xml.replace(/<skipped message="[^"]*"/, '<skipped'))).not.toEqual([]);
    expect(await complaints(xml.replace('time="60"', 'time="NaN"'))).not.toEqual([]);
  });

  it('survives text that XML cannot hold', async () => {
    const nasty = 'a < b & "c" \u0000 \u001B[31m \uD800 ]]> 😀';
    const xml = renderJUnit(
      runOf([
        sampleResult('split.a@v1alpha4', 'fail', { failure: { wanted: nasty, got: nasty } }),
        sampleResult('split.b@v1alpha4', 'skipped', { reason: nasty }),
        sampleResult('split.c@v1alpha4', 'pass', { evidence: [{ title: nasty, lines: [nasty] }] }),
      ]),
    );

    expect(await complaints(xml)).toEqual([]);
    expect(read(xml).testsuite[0]?.testcase[2]?.['system-out']).toContain(
      'a < b & "c" \uFFFD \uFFFD[31m \uFFFD ]]> 😀',
    );
  });

  it('counts as the JSON does', () => {
    const root = read(renderJUnit(everyOutcome));
    const { counts } = buildReport(everyOutcome);
    const sum = (...kinds: readonly OutcomeKind[]): number =>
      kinds.reduce((total, kind) => total + counts[kind], 0);

    expect({
      tests: root.tests,
      failures: root.failures,
      errors: root.errors,
      skipped: root.skipped,
    }).toEqual({
      tests: everyOutcome.results.length,
      failures: sum('fail'),
      errors: sum('error', 'inconclusive'),
      skipped: sum('skipped', 'unsupported', 'expected-failure'),
    });
    for (const suite of root.testsuite) {
      expect(suite.tests).toBe(suite.testcase.length);
      expect(suite.failures).toBe(suite.testcase.filter(({ failure }) => failure !== undefined).length);
      expect(suite.errors).toBe(suite.testcase.filter(({ error }) => error !== undefined).length);
      expect(suite.skipped).toBe(suite.testcase.filter(({ skipped }) => skipped !== undefined).length);
    }
  });

  it('says in a failure what was wanted, what came, whose word it is and how to repeat it', () => {
    const { failure } =
      read(renderJUnit(runOf([sampleResult('split.a@v1alpha4', 'fail')]))).testsuite[0]?.testcase[0] ?? {};

    expect(failure).toMatchObject({ message: 'wanted 90 of 100; got 10 of 100', type: 'MUST' });
    expect(failure?.['#text'].split('\n')).toEqual([
      'wanted:  90 of 100',
      'got:     10 of 100',
      'like:    weights swapped',
      'clause:  traffic-split v1alpha4, "Specification"',
      "repeat:  smi-conformance run --only 'split.a@v1alpha4'",
    ]);
  });

  it('says why a scenario was not judged', () => {
    const root = read(
      renderJUnit(runOf([sampleResult('split.a@v1alpha4', 'unsupported', { reason: 'No UDP.' })])),
    );

    expect(root.testsuite[0]?.testcase[0]?.skipped?.message).toBe('unsupported: No UDP.');
  });

  it('carries clause, level and version as properties', () => {
    const root = read(renderJUnit(runOf([sampleResult('split.a@v1alpha4', 'pass')])));
    const properties = root.testsuite[0]?.testcase[0]?.properties?.property.map(({ name, value }) => [
      name,
      value,
    ]);

    expect(Object.fromEntries(properties ?? [])).toMatchObject({
      level: 'MUST',
      version: 'v1alpha4',
      clause: 'traffic-split v1alpha4, "Specification"',
      convergenceMs: 120,
    });
  });

  it('shows times in seconds and UTC, whatever the time zone', () => {
    const root = read(renderJUnit(everyOutcome));

    expect(root).toMatchObject({ time: 60, timestamp: '2024-05-01T10:00:00' });
    expect(root.testsuite[0]).toMatchObject({ time: 10.5, timestamp: '2024-05-01T10:00:01' });
  });

  it('is never green when the run is not', async () => {
    const truncated = buildRun(sampleEvents([sampleResult('split.a@v1alpha4', 'pass')]).slice(0, -1), false);
    const empty = runOf([]);

    for (const run of [truncated, empty]) {
      const xml = renderJUnit(run);
      expect(read(xml).errors).toBe(1);
      expect(await complaints(xml)).toEqual([]);
    }
  });

  it('is the same text for the same run', () => {
    expect(renderJUnit(everyOutcome)).toBe(renderJUnit(everyOutcome));
  });
});
