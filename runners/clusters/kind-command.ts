import { execa } from 'execa';
import { describeDuration } from '../../words/duration.ts';
import { EnvironmentError } from './provider.ts';

/** How the `kind` program is called. */
export interface KindCommand {
  /** `kind`, or a path to it. */
  readonly binary: string;
  /** Added to the environment that the child inherits. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface KindCall {
  readonly args: readonly string[];
  /** What the call is for, to follow "kind could not": `create the cluster "smi"`. */
  readonly purpose: string;
  /** Code of the error when kind itself fails. */
  readonly code: string;
  /** Kills kind; absent for clean-up, which must go to its end. */
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Output that comes from Docker (or Podman, nerdctl) being absent or out of reach, not from kind. */
const containerEngineTrouble =
  /cannot connect to the docker daemon|error during connect|docker daemon socket|docker\.sock|podman\.sock|"(docker|podman|nerdctl)": executable file not found|failed to get docker info|docker info|could not detect.*provider|command "docker ps/i;

/** Runs kind and hands back its standard output. Rejects with an EnvironmentError whose cause holds what kind wrote. */
export async function runKind(command: KindCommand, call: KindCall): Promise<string> {
  const result = await execa(command.binary, call.args, {
    reject: false,
    env: command.environment,
    timeout: call.timeoutMs,
    forceKillAfterDelay: 10_000,
    stdin: 'ignore',
    // Clean-up is not to be ended by the terminal's interrupt, which goes to the whole group of processes.
    ...(call.signal === undefined ? { detached: true } : { cancelSignal: call.signal }),
  });
  call.signal?.throwIfAborted();
  if (!result.failed) return result.stdout;
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    throw new EnvironmentError(
      'KIND_MISSING',
      `The program "${command.binary}" was not found or may not be run, so a kind cluster cannot be made. Install kind (https://kind.sigs.k8s.io) and put it on the PATH, or run with --cluster current or --cluster embedded.`,
      { cause: result },
    );
  }
  const said = new Error(result.stderr.trim() === '' ? result.shortMessage : result.stderr.trim(), {
    cause: result,
  });
  if (containerEngineTrouble.test(result.stderr)) {
    throw new EnvironmentError(
      'CONTAINER_ENGINE_MISSING',
      `kind could not ${call.purpose}, because Docker is not installed, not running, or not open to this user. Check that "docker info" works, or run with --cluster current or --cluster embedded. kind said: ${tellingLine(result.stderr)}`,
      { cause: said },
    );
  }
  const how = result.timedOut
    ? `did not ${call.purpose} within ${describeDuration(call.timeoutMs)}`
    : `could not ${call.purpose} (exit code ${result.exitCode ?? 'none'})`;
  throw new EnvironmentError(call.code, `kind ${how}. kind said: ${tellingLine(said.message)}`, {
    cause: said,
  });
}

/** The line that names the trouble: the container engine's own words, else kind's "ERROR:" line, else the last one. */
function tellingLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim().replace(/^Command Output: /, ''))
    .filter((line) => line !== '');
  return (
    lines.find((line) => /^(cannot connect|permission denied)/i.test(line)) ??
    lines.find((line) => line.startsWith('ERROR:')) ??
    lines.at(-1) ??
    'nothing'
  );
}
