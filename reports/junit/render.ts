import type { ScenarioResult } from '../model.ts';
import type { Run } from '../run.ts';
import { describeClause, describeFailure } from '../text.ts';
import { renderXml, type CaseMark, type XmlCase, type XmlProperty, type XmlSuite } from './xml.ts';

/**
 * The run as JUnit: a suite for each API and version, a case for each scenario. A violation is `<failure>`, trouble of the
 * suite or its environment and what could not be decided are `<error>`, what was not asked or fails as the profile says is
 * `<skipped>` with its reason. Troubles of the run itself are cases of a suite of their own, so that no reader of JUnit
 * sees a green run where the exit code says otherwise.
 */
export function renderJUnit(run: Run): string {
  const suites = groupByApi(run.results).map(([name, results]) => suiteOf(name, results, run));
  const trouble = troubleSuite(run);
  return renderXml({
    name: `${run.description.suite.name}: ${run.description.mesh.title}`,
    timestamp: run.description.startedAt,
    milliseconds: run.durationMs,
    suites: trouble === undefined ? suites : [...suites, trouble],
  });
}

function groupByApi(
  results: readonly ScenarioResult[],
): readonly (readonly [string, readonly ScenarioResult[]])[] {
  const groups = new Map<string, ScenarioResult[]>();
  for (const result of results) {
    const name = `${result.api} ${result.version}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

function suiteOf(name: string, results: readonly ScenarioResult[], run: Run): XmlSuite {
  const starts = results.map(({ startedAt }) => startedAt).sort();
  return {
    name,
    timestamp: starts[0] ?? run.description.startedAt,
    properties: runProperties(run),
    cases: results.map(caseOf),
  };
}

function runProperties({ description }: Run): readonly XmlProperty[] {
  return [
    ['run', description.runId],
    ['suite', `${description.suite.name} ${description.suite.version}`],
    ['mesh', description.mesh.name],
    ['cluster', description.cluster.title],
    ['seed', String(description.seed)],
    ['node', description.node],
  ];
}

function caseOf(result: ScenarioResult): XmlCase {
  return {
    name: result.id,
    className: `${result.api}.${result.version}`,
    milliseconds: result.durationMs,
    mark: markOf(result),
    properties: caseProperties(result),
    output: result.evidence
      .map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n'))
      .join('\n'),
  };
}

function markOf(result: ScenarioResult): CaseMark {
  const reason = result.reason ?? 'No reason was given.';
  switch (result.outcome) {
    case 'pass':
      return { kind: 'passed' };
    case 'fail':
      return {
        kind: 'failure',
        message:
          result.failure === undefined
            ? reason
            : `wanted ${result.failure.wanted}; got ${result.failure.got}`,
        type: result.level,
        content: asText(result),
      };
    case 'error':
    case 'inconclusive':
      return { kind: 'error', message: reason, type: result.outcome, content: asText(result) };
    case 'expected-failure':
    case 'unsupported':
    case 'skipped':
      return { kind: 'skipped', message: `${result.outcome}: ${reason}` };
  }
}

function asText(result: ScenarioResult): string {
  return describeFailure(result)
    .map(({ label, text }) => `${`${label}:`.padEnd(9)}${text}`)
    .join('\n');
}

function caseProperties(result: ScenarioResult): readonly XmlProperty[] {
  const optional = (name: string, value: string | undefined): readonly XmlProperty[] =>
    value === undefined || value === '' ? [] : [[name, value]];
  return [
    ['requirement', result.requirement],
    ['text', result.text],
    ['level', result.level],
    ['api', result.api],
    ['version', result.version],
    ['clause', describeClause(result.clause)],
    ['outcome', result.outcome],
    ...optional('observation', result.observation),
    ...optional('finding', result.finding),
    ...optional('convergenceMs', result.convergenceMs.join(' ')),
    ...optional('knownDeviation', result.knownDeviation?.url),
    ...optional('repeat', result.repeat),
  ];
}

function troubleSuite(run: Run): XmlSuite | undefined {
  const troubles = [
    ...(run.complete
      ? []
      : [{ where: 'journal', message: 'The journal has no footer: the run was cut off.' }]),
    ...(run.interrupted ? [{ where: 'run', message: 'The run was interrupted.' }] : []),
    ...(run.results.length === 0 ? [{ where: 'plan', message: 'No scenario was planned.' }] : []),
    ...run.troubles,
  ];
  if (troubles.length === 0) return undefined;
  return {
    name: 'run',
    timestamp: run.description.startedAt,
    properties: runProperties(run),
    cases: troubles.map(({ where, message }, index) => ({
      name: `${where} #${index + 1}`,
      className: 'run',
      milliseconds: 0,
      mark: { kind: 'error', message, type: 'run-trouble', content: message },
      properties: [],
      output: '',
    })),
  };
}
