import { CommanderError } from 'commander';
import { MeshEnvironmentError, MeshProfileError } from '../../fixtures/meshes/errors.ts';
import {
  ClusterUnreachableError,
  KubeconfigError,
  KubernetesError,
  WaitTimeoutError,
} from '../../fixtures/kubernetes/index.ts';
import { JournalReadError } from '../../reports/journal/read.ts';
import { JournalWriteError } from '../../reports/journal/write.ts';
import { RunError } from '../../reports/run.ts';
import { exitCodes } from '../../reports/verdict.ts';
import { EnvironmentError } from '../clusters/provider.ts';

/** The command line asks for something that there is not: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** A file that was asked for could not be written: exit code 3, whatever the verdict. */
export class ReportWriteError extends Error {
  override readonly name = 'ReportWriteError';
  readonly code = 'REPORT_NOT_WRITTEN';
}

/** How the process ends, and what it says. */
export interface Ending {
  readonly exitCode: number;
  /** Empty when all has been said already. */
  readonly message: string;
}

/** The one place that knows what an error means for the caller. `interrupted`: whether the user asked to stop. */
export function endingOf(error: unknown, interrupted: boolean): Ending {
  if (error instanceof CommanderError) {
    // Commander has written its message, or the help that was asked for.
    return { exitCode: error.exitCode === 0 ? exitCodes.conformant : exitCodes.usage, message: '' };
  }
  if (interrupted) return { exitCode: exitCodes.interrupted, message: 'Interrupted.' };
  if (isUsage(error)) return { exitCode: exitCodes.usage, message: `${error.message}\n(${error.code})` };
  if (isEnvironment(error))
    return { exitCode: exitCodes.environment, message: `${withCauses(error)}\n(${error.code})` };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.inconclusive,
    message: `This is a fault of the suite, not of the mesh. Please report it with the text below.\n${text}`,
  };
}

function isUsage(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof UsageError ||
    error instanceof MeshProfileError ||
    error instanceof JournalReadError ||
    error instanceof RunError
  );
}

function isEnvironment(error: unknown): error is Error & { readonly code: string | number } {
  return (
    error instanceof EnvironmentError ||
    error instanceof MeshEnvironmentError ||
    error instanceof ClusterUnreachableError ||
    error instanceof KubeconfigError ||
    error instanceof KubernetesError ||
    error instanceof WaitTimeoutError ||
    error instanceof JournalWriteError ||
    error instanceof ReportWriteError
  );
}

/** The message, and those of its causes that it does not repeat already. */
function withCauses(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error) || error.message.includes(cause.message)) return error.message;
  return `${error.message}\n  because: ${withCauses(cause)}`;
}
