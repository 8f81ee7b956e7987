import type { Command } from 'commander';
import { didYouMean } from '../../../fixtures/meshes/nearest.ts';
import { labelled } from '../../../reports/summary/layout.ts';
import { describeClause } from '../../../reports/text.ts';
import type { Requirement } from '../../../suites/requirements/catalogue.ts';
import { allFaults } from '../../reference-mesh/faults/index.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { loadQuestions } from '../planning.ts';

export function addExplainCommand(program: Command, { out }: CliContext): void {
  program
    .command('explain')
    .description('say what a requirement asks, whose word it is and how it is looked at')
    .argument('<id>', 'id of a requirement, such as split.weights.zero; a version after @ is ignored')
    .action((id: string) => {
      const { catalogue } = loadQuestions();
      const wanted = id.split('@', 1)[0] ?? '';
      const requirements = catalogue.filter((one) => one.id === wanted);
      if (requirements.length === 0) {
        const known = catalogue.map((one) => one.id);
        throw new UsageError(
          `There is no requirement "${wanted}".${didYouMean(wanted, known)} \`smi-conformance list\` shows them all.`,
        );
      }
      const width = Math.min(120, Math.max(80, out.columns));
      const pages = requirements.map((requirement) => explain(requirement, width).join('\n'));
      out.write(`${pages.join('\n\n')}\n`);
    });
}

function explain(requirement: Requirement, width: number): readonly string[] {
  const { id, level, versions, versionOf, text, clause, probe, status, reason } = requirement;
  const turning = allFaults
    .filter(({ breaks }) => breaks.includes(id))
    .map(({ name, lies }) => `${name}: ${lies}`);
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['asks', text],
    ['level', `${level}: ${levelWords[level]}`],
    ['versions', `${versions.join(', ')} of ${versionOf}`],
    ['clause', describeClause(clause)],
    ['probe', probe],
    ['status', reason === undefined ? status : `${status}: ${reason}`],
    ['faults', turning.length === 0 ? undefined : turning.join('\n')],
    ['run it', status === 'judged' ? `smi-conformance run --only ${id}` : undefined],
  ];
  return [
    id,
    ...parts.flatMap(([label, value]) =>
      value === undefined ? [] : labelled(label, value, { indent: '  ', labelWidth: 10, width }),
    ),
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
