import { Command } from 'commander';
import { addChoicesCommand } from './commands/choices.ts';
import { addCleanCommand } from './commands/clean.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addFaultsCommand } from './commands/faults.ts';
import { addListCommand } from './commands/list.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import type { CliContext } from './context.ts';
import { endingOf } from './errors.ts';
import { suiteVersion } from './version.ts';

/** Does what the words say, and answers with the exit code. Never rejects: what went wrong is said and in the code. */
export async function runProgram(words: readonly string[], context: CliContext): Promise<number> {
  let exitCode = 0;
  const end = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram(words, context, end).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    const ending = endingOf(error, context.signal.aborted);
    if (ending.message !== '') context.err.write(`${ending.message}\n`);
    return ending.exitCode;
  }
}

function createProgram(words: readonly string[], context: CliContext, end: (code: number) => void): Command {
  const program = new Command('smi-conformance');
  program
    .description(
      'Grades any Kubernetes service mesh against the Service Mesh Interface, requirement by requirement.',
    )
    .version(suiteVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: context.out.write,
      writeErr: context.err.write,
      getOutHasColors: () => context.out.color,
      getErrHasColors: () => context.err.color,
    })
    .showHelpAfterError('(--help says more)')
    .addHelpText(
      'after',
      `
Exit codes:
  0    conformant
  1    a required behaviour is broken, or a known deviation is no longer one
  2    the command line or a file that it names is wrong
  3    the environment lacks something, or a report could not be written
  4    nothing certain: inconclusive scenarios, errors, a truncated or an empty run
  130  interrupted`,
    );
  addRunCommand(program, context, words, end);
  addPlanCommand(program, context);
  addListCommand(program, context);
  addExplainCommand(program, context);
  addReportCommand(program, context, end);
  addDoctorCommand(program, context, end);
  addCleanCommand(program, context);
  addFaultsCommand(program, context, end);
  addChoicesCommand(program, context, end);
  return program;
}
