import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { isIPv4 } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { PodLocal, PodNetwork, Program, ProgramContext } from '../../../../fixtures/agent/program.ts';
import { loopbackOf } from '../../network/addresses.ts';
import { LocalNetwork, type ProgramLocal } from '../../network/local/local-network.ts';
import { Turn, type Owner } from '../../network/local/turn.ts';
import type { NameTable } from '../../network/names.ts';
import { streamsOf, type FromNode, type ProgramExit, type ProgramStart } from '../protocol.ts';
import type { StreamMultiplexer } from '../streams.ts';
import type { MainThread } from './calls.ts';

export interface ProgramHostOptions {
  readonly names: NameTable;
  readonly streams: StreamMultiplexer;
  readonly mainThread: MainThread;
  readonly post: (message: FromNode) => void;
  readonly random: () => number;
}

interface RunningEntry {
  readonly controller: AbortController;
  /** Ends the call of `main` for the host, whatever it still awaits. */
  readonly fail: (error: Uncaught) => void;
}

/**
 * Runs the programs of a node's containers, all in this thread, each with a context of its own. An error that nobody
 * catches ends the program that it came from, as it would end that program's process, and leaves the others alone.
 */
export class ProgramHost {
  readonly #options: ProgramHostOptions;
  readonly #running = new Map<number, RunningEntry>();
  readonly #current = new AsyncLocalStorage<number>();
  readonly #turn = new Turn();
  /** Of each pod that has programs here, by its address. */
  readonly #pods = new Map<string, { readonly local: LocalNetwork; programs: number }>();

  constructor(options: ProgramHostOptions) {
    this.#options = options;
  }

  start(program: ProgramStart): void {
    const controller = new AbortController();
    // Programs listen to their signal once for each connection.
    setMaxListeners(0, controller.signal);
    const failure = new Promise<never>((_resolve, reject) => {
      this.#running.set(program.id, { controller, fail: reject });
    });
    failure.catch(() => undefined);
    const { streams, post } = this.#options;
    const local = this.#join(program);
    const { stdin, stdout, stderr } = streamsOf(program.id);
    const context = {
      argv: program.argv,
      env: program.env,
      stdin: program.stdin ? streams.readable(stdin) : Readable.from([]),
      stdout: streams.writable(stdout),
      stderr: streams.writable(stderr),
      signal: controller.signal,
      network: this.#network(program, local),
      readFile: (path: string) => this.#options.mainThread.ask({ ask: 'file', program: program.id, path }),
    } satisfies ProgramContext;
    const run = () => this.#run(program, context, failure);
    void this.#current.run(program.id, run).then(async (exit) => {
      this.#running.delete(program.id);
      this.#leave(program, local);
      context.stdin.destroy();
      await Promise.all([close(context.stdout), close(context.stderr)]);
      post({ kind: 'exited', program: program.id, exit });
    });
  }

  stop(program: number): void {
    this.#running.get(program)?.controller.abort();
  }

  stopAll(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }

  /** Takes an error that nobody caught to the program that it belongs to; false when it is no program's. */
  uncaught(error: unknown): boolean {
    const id = this.#current.getStore();
    if (id === undefined) return false;
    this.#blame(id, error);
    return true;
  }

  #blame(id: number, error: unknown): void {
    const running = this.#running.get(id);
    if (running === undefined) {
      this.#options.post({ kind: 'trouble', message: `a program that has ended threw: ${describe(error)}` });
    } else {
      running.fail(new Uncaught(error));
      running.controller.abort();
    }
  }

  #join({ id, podIP }: ProgramStart): ProgramLocal {
    let pod = this.#pods.get(podIP);
    if (pod === undefined)
      this.#pods.set(podIP, (pod = { local: new LocalNetwork(this.#turn), programs: 0 }));
    pod.programs += 1;
    return pod.local.join(this.#owner(id));
  }

  #leave({ podIP }: ProgramStart, local: ProgramLocal): void {
    local.close();
    const pod = this.#pods.get(podIP);
    if (pod === undefined) return;
    pod.programs -= 1;
    if (pod.programs === 0) this.#pods.delete(podIP);
  }

  #owner(id: number): Owner {
    return {
      enter: (work, value) => {
        try {
          this.#current.run(id, work, value);
        } catch (error) {
          this.#blame(id, error);
        }
      },
    };
  }

  async #run(program: ProgramStart, context: ProgramContext, failure: Promise<never>): Promise<ProgramExit> {
    try {
      const main = await load(program.module);
      if (context.signal.aborted) return { code: 143, message: 'Stopped before it had started.' };
      this.#options.post({ kind: 'started', program: program.id });
      return { code: await Promise.race([main(context), failure]), message: undefined };
    } catch (error) {
      const uncaught = error instanceof Uncaught;
      if (context.signal.aborted && !uncaught) return { code: 143, message: 'Stopped.' };
      const text = describe(uncaught ? error.cause : error);
      context.stderr.write(`${text}\n`);
      return { code: 1, message: text };
    }
  }

  #network(program: ProgramStart, local: PodLocal): PodNetwork {
    const { names, mainThread, random } = this.#options;
    const { podIP, namespace, hostname } = program;
    const loopback = loopbackOf(podIP);
    return {
      address: podIP,
      loopback,
      source: podIP,
      local,
      lookup: async (host) => {
        if (isIPv4(host)) return host;
        if (host === 'localhost') return loopback;
        if (host === hostname) return podIP;
        const known = names.resolve(host, namespace, random);
        if (known !== undefined) return known;
        // The table here may be behind by the time a message takes; the main thread's is never.
        return mainThread.ask({ ask: 'address', host, namespace });
      },
    };
  }
}

/** An error that escaped from a program's callbacks. */
class Uncaught extends Error {
  constructor(cause: unknown) {
    super('uncaught', { cause });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function load(module: string): Promise<Program> {
  const loaded = (await import(module)) as { readonly main?: unknown };
  if (typeof loaded.main !== 'function') {
    throw new TypeError('The program exports no function "main"; wanted `export const main: Program`.');
  }
  return loaded.main as Program;
}

/** Ends a stream and waits until the other side has all of it, or is gone. */
async function close(stream: Writable): Promise<void> {
  stream.on('error', () => undefined);
  stream.end();
  await finished(stream, { readable: false }).catch(() => undefined);
}
