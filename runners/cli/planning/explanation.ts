import type { Paint } from '../../../reports/summary/layout.ts';
import { labelled, wrap, type Style } from '../../../reports/summary/layout.ts';
import { describeClause } from '../../../reports/text.ts';
import { excuseWords, type Basis, type Requirement } from '../../../suites/requirements/catalogue.ts';
import type { KnownDeviation } from '../../../suites/requirements/deviations.ts';
import type { Choice } from '../../reference-mesh/choices/index.ts';
import type { NamedFault } from '../../reference-mesh/faults/index.ts';

/** What is known beside the catalogue, and may concern a requirement. */
export interface Surroundings {
  readonly faults: readonly NamedFault[];
  readonly choices: readonly Choice[];
  readonly deviations: readonly KnownDeviation[];
}

/** A requirement for a newcomer, as lines: what it asks, whose word that is, how it is looked at, and what is known of it. */
export function explainRequirement(
  requirement: Requirement,
  around: Surroundings,
  style: Style,
): readonly string[] {
  const { id, level, status, text, versions, versionOf, clause, source, probe } = requirement;
  const { bold, cyan, dim } = style.colors;
  const part = (label: string, ...paragraphs: readonly string[]): readonly string[] =>
    paragraphs.length === 0 ? [] : ['', ...underLabel(label, paragraphs, style)];
  return [
    `${bold(id)}  ${dim('·')}  ${cyan(level)}  ${dim('·')}  ${status}`,
    '',
    ...wrap(text, style.width - indent.length).map((line) => `${indent}${bold(line)}`),
    ...part(
      'level',
      `${level}: ${levelWords[level]}.`,
      `${status === 'excused' ? 'Concerns' : 'Asked in'} ${versions.join(', ')} of ${versionOf}.smi-spec.io.`,
    ),
    ...part(
      'clause',
      `${describeClause(clause)}.`,
      `${bearing(requirement)}; SHA-256:`,
      ...source.sha256.map((sha256) => `  ${sha256}`),
    ),
    ...part('probe', probe),
    ...part('excused', ...excuseOf(requirement)),
    ...part('readings', ...readingsOf(requirement, around.choices)),
    ...part('proof', ...faultsOf(id, around.faults)),
    ...part('meshes', ...deviationsOf(requirement, around.deviations)),
    ...unbroken('try it', commandsOf(requirement, around), style),
  ];
}

const indent = '  ';
const labelWidth = 10;

/** Paragraphs beside one label; the spaces that one begins with indent all of its lines. */
function underLabel(label: string, paragraphs: readonly string[], style: Style): readonly string[] {
  return paragraphs.flatMap((paragraph, index) => {
    const inner = paragraph.length - paragraph.trimStart().length;
    const paint: Paint = style.colors.cyan;
    return labelled(index === 0 ? label : '', paragraph, {
      indent,
      labelWidth: labelWidth + inner,
      width: style.width,
      paint,
    });
  });
}

/** Lines that are not broken, however long: a command in two pieces cannot be copied. */
function unbroken(label: string, lines: readonly string[], { colors }: Style): readonly string[] {
  if (lines.length === 0) return [];
  return [
    '',
    ...lines.map((line, index) => {
      const shown = (index === 0 ? label : '').padEnd(labelWidth);
      return `${indent}${colors.cyan(shown)}${line}`;
    }),
  ];
}

/** How the cited passages bear the requirement. */
function bearing({ level, source: { basis } }: Requirement): string {
  return level === 'AMBIG' && basis !== 'silence'
    ? 'What can be read in more than one way'
    : basisWords[basis];
}

function excuseOf({ excuse, reason = '' }: Requirement): readonly string[] {
  return excuse === undefined ? [] : [`${excuse}: ${excuseWords[excuse]}.`, reason];
}

function readingsOf({ id, observations }: Requirement, choices: readonly Choice[]): readonly string[] {
  if (observations === undefined) return [];
  const shownBy = (reading: string): string => {
    const [choice] = choices.filter(({ shows }) => shows[id] === reading);
    return choice === undefined ? '' : `: the reference mesh shows it with the choice ${choice.name}`;
  };
  return [
    'Nothing here is judged; the report says which of these was seen:',
    ...observations.map((reading) => `  ${reading}${shownBy(reading)}`),
  ];
}

function faultsOf(id: string, faults: readonly NamedFault[]): readonly string[] {
  const turning = faults.filter(({ breaks }) => breaks.includes(id));
  if (turning.length === 0) return [];
  return [
    `The scenario is red on a reference mesh that has ${turning.length === 1 ? 'this fault' : 'any of these faults'}:`,
    ...turning.map(({ name, lies }) => `  ${name}: ${lies}`),
  ];
}

function deviationsOf(
  { id, observations }: Requirement,
  deviations: readonly KnownDeviation[],
): readonly string[] {
  const known = deviations.filter(({ requirements }) => requirements.includes(id));
  if (known.length === 0) return [];
  return [
    observations === undefined ? 'Known to do otherwise:' : 'What published meshes are known to do:',
    ...known.map(
      ({ mesh, version, does, by, where }) =>
        `  ${mesh}, ${version}: ${does} (${byWords[by]}${where === undefined ? '' : `: ${where}`})`,
    ),
  ];
}

function commandsOf({ id, status, observations }: Requirement, around: Surroundings): readonly string[] {
  if (status !== 'judged') return [];
  const fault = around.faults.find(({ breaks }) => breaks.includes(id));
  const choice = around.choices.find(({ shows }) => shows[id] !== undefined);
  return [
    `smi-conformance run --only ${id}`,
    ...(fault === undefined ? [] : [`smi-conformance run --only ${id} --fault ${fault.name}`]),
    ...(observations === undefined || choice === undefined
      ? []
      : [`smi-conformance run --only ${id} --choice ${choice.name}`]),
  ];
}

const levelWords: Readonly<Record<Requirement['level'], string>> = {
  MUST: 'required by the text',
  implied: 'required, because what the text requires cannot be had without it',
  SHOULD: 'advised by the text; a mesh conforms without it',
  MAY: 'allowed by the text; what the mesh does is noted',
  AMBIG: 'the text can be read in more than one way; what the mesh does is noted',
  SILENT: 'the text does not say; what the mesh does is noted',
};

const basisWords: Readonly<Record<Basis, string>> = {
  sentence: 'It is said there, in so many words',
  example: 'An example shows it, with its outcome',
  schema: "The SDK's OpenAPI schema demands it, and this leads there",
  implied: 'It follows from what is said there',
  silence: 'An answer would have to stand in this section',
};

const byWords: Readonly<Record<KnownDeviation['by'], string>> = {
  seen: 'seen in a running mesh',
  read: 'read in its code',
  documented: 'documented by its makers',
  reported: 'reported by users',
};
