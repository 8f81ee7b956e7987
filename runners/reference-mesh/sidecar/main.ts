import { runWhenExecuted } from '../../../fixtures/agent/process.ts';
import type { Program, ProgramContext } from '../../../fixtures/agent/program.ts';
import { runSidecar } from './sidecar.ts';

/** The side-car of the reference mesh. */
export const main: Program = async (context: ProgramContext): Promise<number> => {
  try {
    await runSidecar(context);
    return 0;
  } catch (error) {
    if (context.signal.aborted) return 0;
    context.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
};

runWhenExecuted(import.meta.url, main);
