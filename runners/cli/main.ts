#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../../reports/verdict.ts';
import type { Output } from './context.ts';
import { listenForInterrupts } from './interrupt.ts';
import { runProgram } from './program.ts';

/** The only reader of the process's words and environment. Sets the exit code; what lingers is not waited for. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  const { env, stdout, stderr } = process;
  const err = outputOf(stderr, env);
  const interruption = listenForInterrupts(process, err.write, exitCodes.interrupted);
  try {
    process.exitCode = await runProgram(words, {
      out: outputOf(stdout, env),
      err,
      signal: interruption.signal,
      kubeconfig: { variable: env['KUBECONFIG'], home: homedir() },
      cwd: process.cwd(),
      nodeVersion: process.version,
      now: () => new Date(),
      randomNumber: () => randomInt(2 ** 31),
      every: (intervalMs, call) => {
        const timer = setInterval(call, intervalMs);
        return () => clearInterval(timer);
      },
    });
  } finally {
    interruption.release();
    // Everything has been stopped and written; a connection that a library keeps open must not hold the caller up.
    setTimeout(() => process.exit(), 2000).unref();
  }
}

function outputOf(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Output {
  const set = (name: string): boolean => env[name] !== undefined && env[name] !== '';
  // A stream that is not a terminal has no isTTY at all, whatever its type says.
  const terminal = (stream.isTTY as boolean | undefined) === true && env['TERM'] !== 'dumb';
  return {
    write: (text) => {
      stream.write(text);
    },
    color: !set('NO_COLOR') && (terminal || set('FORCE_COLOR')),
    interactive: terminal && !set('CI'),
    columns: terminal ? stream.columns : 100,
  };
}

const [, startedFile = ''] = process.argv;
if (isThisFile(startedFile)) await runCommandLine(process.argv.slice(2));

/** npm starts a package's program through a link. */
function isThisFile(path: string): boolean {
  try {
    return realpathSync(path) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}
