import * as junitReportBuilder from 'junit-report-builder';
import type { Builder, TestCase, TestSuite } from 'junit-report-builder';

/**
 * The only place that knows junit-report-builder. Around it stands what it lacks: a message on `<skipped>`, time and
 * timestamp on the root, times that are always numbers, and timestamps that do not depend on the time zone.
 */

/** What consumers of JUnit tell apart; `passed` has no element of its own. */
export type CaseMark =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message: string }
  | {
      readonly kind: 'failure' | 'error';
      readonly message: string;
      readonly type: string;
      readonly content: string;
    };

export interface XmlCase {
  readonly name: string;
  readonly className: string;
  readonly milliseconds: number;
  readonly mark: CaseMark;
  readonly properties: readonly XmlProperty[];
  /** Becomes `<system-out>`; empty text leaves it out. */
  readonly output: string;
}

export interface XmlSuite {
  readonly name: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly properties: readonly XmlProperty[];
  readonly cases: readonly XmlCase[];
}

export type XmlProperty = readonly [name: string, value: string];

export interface XmlReport {
  readonly name: string;
  readonly timestamp: string;
  readonly milliseconds: number;
  readonly suites: readonly XmlSuite[];
}

// The package is CommonJS that exports its builder itself, which its declarations describe as a default export.
const rootBuilder = junitReportBuilder.default as unknown as Builder;

export function renderXml(report: XmlReport): string {
  const builder = rootBuilder.newBuilder().name(clean(report.name));
  for (const suite of report.suites) addSuite(builder.testSuite(), suite);
  const opening = '<testsuites ';
  const root = `${opening}timestamp="${utc(report.timestamp)}" time="${seconds(report.milliseconds)}" `;
  return `${builder.build().replace(opening, root)}\n`;
}

function addSuite(target: TestSuite, suite: XmlSuite): void {
  target
    .name(clean(suite.name))
    .timestamp(utc(suite.timestamp))
    .time(seconds(suite.cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0)));
  for (const [name, value] of suite.properties) target.property(name, clean(value));
  for (const testCase of suite.cases) addCase(target.testCase(), testCase);
}

function addCase(target: TestCase, testCase: XmlCase): void {
  target.className(clean(testCase.className)).name(clean(testCase.name)).time(seconds(testCase.milliseconds));
  for (const [name, value] of testCase.properties) target.property(name, clean(value));
  if (testCase.output !== '') target.standardOutput(characterData(testCase.output));
  mark(target, testCase.mark);
}

function mark(target: TestCase, { kind, ...details }: CaseMark): void {
  const { message, type, content } = { message: '', type: '', content: '', ...details };
  switch (kind) {
    case 'passed':
      break;
    case 'skipped':
      skip(target, message);
      break;
    case 'failure':
      target.failure(clean(message), type).stacktrace(characterData(content));
      break;
    case 'error':
      target.error(clean(message), type, characterData(content));
      break;
  }
}

/** The builder writes a bare `<skipped/>`: the reason is put on the element that it made. */
function skip(target: TestCase, message: string): void {
  target.skipped();
  const build = target.build.bind(target);
  target.build = (parent) => {
    const element = build(parent);
    element.children
      .find((child) => 'name' in child && child.name === 'skipped')
      ?.attribute('message', clean(message));
    return element;
  };
}

/** Seconds with milliseconds; what is not a number counts as no time. */
function seconds(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.round(milliseconds) / 1000 : 0;
}

/** The form that JUnit's schema asks for: no fraction, no zone; here always UTC. */
function utc(timestamp: string): string {
  return new Date(timestamp).toISOString().slice(0, 19);
}

/** Text of a mesh or an application may hold what XML 1.0 cannot: control characters and halves of surrogate pairs. */
function clean(text: string): string {
  return text.replace(unprintable, '\uFFFD');
}

/** The builder splits the first `]]>` of a CDATA section so that it does not end it; the others are split here. */
function characterData(text: string): string {
  const [first = '', second, ...rest] = clean(text).split(']]>');
  return second === undefined ? first : `${first}]]>${[second, ...rest].join(']]]]><![CDATA[>')}`;
}

// eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 forbids
const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;
