import type { Command } from 'commander';
import { table } from '../../../reports/summary/layout.ts';
import type { CliContext } from '../context.ts';
import { loadQuestions } from '../planning/planning.ts';

export function addListCommand(program: Command, { out }: CliContext): void {
  program
    .command('list')
    .description('show every requirement: id, level, versions, status, clause')
    .option('--json', 'as JSON, with everything that the catalogue says', false)
    .action(({ json }: { readonly json: boolean }) => {
      const { catalogue, ids } = loadQuestions();
      if (json) {
        out.write(`${JSON.stringify(catalogue, undefined, 2)}\n`);
        return;
      }
      const rows = catalogue.map(({ id, level, versions, status, clause }) =>
        [
          id,
          level,
          versions.join(','),
          status,
          `${clause.document} ${clause.version}, "${clause.heading}"`,
        ].map((text) => ({
          text,
        })),
      );
      const head = ['ID', 'LEVEL', 'VERSIONS', 'STATUS', 'CLAUSE'].map((text) => ({ text }));
      out.write(`${table([head, ...rows], '').join('\n')}\n`);
      out.write(
        `\n${catalogue.length} requirements, ${ids.length} scenarios: a requirement is asked once for each version.\n`,
      );
    });
}
