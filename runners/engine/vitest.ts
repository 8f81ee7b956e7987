import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVitest, type Reporter, type Vitest } from 'vitest/node';
import type { EntryInput } from './contract.ts';

export interface VitestOptions {
  readonly input: EntryInput;
  readonly reporter: Reporter;
  readonly concurrency: number;
  /** Safety net around a scenario, which has time limits of its own. */
  readonly scenarioTimeoutMs: number;
  /** For opening and closing the environment and for switching modes. */
  readonly hookTimeoutMs: number;
  /** vitest writes here; never within the package, which may be read-only. */
  readonly cacheDir: string;
}

/** An instance that runs the entry module, and nothing of the user's: no configuration file, no watcher, no output. */
export async function createEngine(options: VitestOptions): Promise<Vitest> {
  const engineFolder = dirname(fileURLToPath(import.meta.url));
  const compiled = import.meta.url.endsWith('.js');
  const entry = compiled ? 'entry.js' : 'entry.ts';
  return keepingProcessHandlers(() =>
    createVitest(
      'test',
      {
        root: engineFolder,
        config: false,
        watch: false,
        include: [entry],
        exclude: [],
        reporters: [options.reporter],
        pool: 'threads',
        isolate: false,
        maxWorkers: 1,
        maxConcurrency: options.concurrency,
        testTimeout: options.scenarioTimeoutMs,
        hookTimeout: options.hookTimeoutMs,
        teardownTimeout: 10_000,
        retry: 0,
        provide: { smiEntry: options.input },
        // Compiled modules are what Node can load by itself: vitest transforms the entry and nothing else.
        server: {
          deps: {
            external: compiled ? [allBut(join(engineFolder, entry), packageFolder(engineFolder))] : [],
          },
        },
      },
      { cacheDir: options.cacheDir, logLevel: 'silent' },
    ),
  );
}

/** `dist` of the package, of which `dist/runners/engine` is the engine's folder. */
function packageFolder(engineFolder: string): string {
  return dirname(dirname(engineFolder));
}

function allBut(file: string, folder: string): RegExp {
  return new RegExp(`^(?!${escape(file)})${escape(folder)}/`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const processEvents = ['SIGINT', 'SIGTERM', 'exit', 'unhandledRejection'] as const;

/**
 * vitest installs handlers that end the process on an interrupt or a rejection, without cleaning up; the process is the
 * caller's. Takes away those that were added while `create` ran.
 */
async function keepingProcessHandlers<T>(create: () => Promise<T>): Promise<T> {
  const before = new Map(processEvents.map((event) => [event, new Set(process.rawListeners(event))]));
  try {
    return await create();
  } finally {
    for (const event of processEvents) {
      for (const listener of process.rawListeners(event)) {
        if (before.get(event)?.has(listener) === false) {
          process.removeListener(event, listener as (...args: unknown[]) => void);
        }
      }
    }
  }
}
