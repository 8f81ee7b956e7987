import type { Command } from 'commander';
import pc from 'picocolors';
import { didYouMean } from '../../../words/nearest.ts';
import { loadDeviations } from '../../../suites/requirements/deviations.ts';
import { choices } from '../../reference-mesh/choices/index.ts';
import { allFaults } from '../../reference-mesh/faults/index.ts';
import type { CliContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { explainRequirement } from '../planning/explanation.ts';
import { loadQuestions } from '../planning/planning.ts';

export function addExplainCommand(program: Command, { out }: CliContext): void {
  program
    .command('explain')
    .description('say what a requirement asks, whose word it is, how it is looked at and what is known of it')
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
      const around = { faults: allFaults, choices, deviations: loadDeviations() };
      const style = {
        width: Math.min(110, Math.max(80, out.columns)),
        colors: pc.createColors(out.color),
      };
      const pages = requirements.map((requirement) => explainRequirement(requirement, around, style));
      out.write(`${pages.map((page) => page.join('\n')).join('\n\n\n')}\n`);
    });
}
