import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { NetworkChange } from '../network/routes.ts';
import {
  streamsOf,
  type Answer,
  type FromNode,
  type ProgramExit,
  type ProgramStart,
  type Question,
  type ToNode,
} from './protocol.ts';
import { StreamMultiplexer } from './streams.ts';

export interface NodeThreadOptions {
  readonly name: string;
  readonly entry: URL | string;
  /** Address of a host name for pods of a namespace; undefined when there is none. */
  readonly resolve: (host: string, namespace: string) => string | undefined;
  /** The node's proxy cannot listen on a port of a Service (`namespace/name`). */
  readonly onUnlistenable: (service: string, message: string) => void;
  readonly onTrouble: (message: string, cause?: unknown) => void;
  /** Called once when the thread ends without having been told to. */
  readonly onLost: (cause: Error) => void;
}

export interface ProgramRequest {
  readonly program: Omit<ProgramStart, 'id'>;
  readonly readFile: (path: string) => Promise<string>;
}

/** A call of a bundle's `main` in a node's thread. */
export interface RunningProgram {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when `main` has been called, and also when it never will be. */
  readonly started: Promise<void>;
  readonly exited: Promise<ProgramExit>;
  /** Aborts the program's signal. */
  stop(): void;
  /** Counts the program as killed, whatever it still does. */
  abandon(): void;
}

interface ProgramEntry {
  readonly request: ProgramRequest;
  readonly started: () => void;
  readonly exited: (exit: ProgramExit) => void;
  readonly stdin: Writable;
  readonly outputs: readonly Readable[];
}

/** The main thread's handle of a node's thread. */
export class NodeThread {
  readonly #options: NodeThreadOptions;
  readonly #worker: Worker;
  readonly #streams: StreamMultiplexer;
  readonly #programs = new Map<number, ProgramEntry>();
  #nextProgram = 1;
  readonly #ready: Promise<void>;
  #settleReady: (failure?: Error) => void = () => undefined;
  #state: 'starting' | 'up' | 'closing' | 'down' = 'starting';

  private constructor(options: NodeThreadOptions, worker: Worker) {
    this.#options = options;
    this.#worker = worker;
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    this.#streams = new StreamMultiplexer((message) => this.#post(message));
    worker.on('message', (message: FromNode) => this.#receive(message));
    worker.on('error', (error: Error) => this.#lost(error));
    worker.on('exit', (code) =>
      this.#lost(new Error(`The thread of ${options.name} exited with code ${code}.`)),
    );
    // A bundle has streams of its own; whatever reaches the thread's is a warning of the runtime or a stray print.
    for (const output of [worker.stdout, worker.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        options.onTrouble(`${options.name} wrote: ${text.trimEnd()}`);
      });
    }
  }

  /** Resolves when the thread takes programs. */
  static async start(options: NodeThreadOptions): Promise<NodeThread> {
    const worker = new Worker(options.entry, {
      name: options.name,
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    const thread = new NodeThread(options, worker);
    await thread.#ready;
    return thread;
  }

  run(request: ProgramRequest): RunningProgram {
    const id = this.#nextProgram;
    this.#nextProgram += 1;
    const numbers = streamsOf(id);
    const stdin = this.#streams.writable(numbers.stdin);
    stdin.on('error', () => undefined);
    const stdout = this.#streams.readable(numbers.stdout);
    const stderr = this.#streams.readable(numbers.stderr);
    let exit: (exit: ProgramExit) => void = () => undefined;
    const exited = new Promise<ProgramExit>((resolve) => (exit = resolve));
    const started = new Promise<void>((resolve) => {
      this.#programs.set(id, { request, started: resolve, exited: exit, stdin, outputs: [stdout, stderr] });
    });
    if (this.#state === 'up') {
      this.#post({ kind: 'start', program: { ...request.program, id } });
    } else {
      this.#exited(id, { code: 137, message: `${this.#options.name} is down.` });
    }
    return {
      stdin,
      stdout,
      stderr,
      started,
      exited,
      stop: () => this.#post({ kind: 'stop', program: id }),
      abandon: () => this.#abandon(id, 'Killed after the grace period.'),
    };
  }

  publish(change: NetworkChange): void {
    this.#post({ kind: 'network', ...change });
  }

  /** Ends the thread and everything in it. */
  async close(): Promise<void> {
    if (this.#state === 'up') {
      this.#post({ kind: 'shutdown' });
      this.#state = 'closing';
    }
    await this.#worker.terminate();
    this.#abandonAll('The node was shut down.');
  }

  #post(message: ToNode): void {
    if (this.#state === 'up') this.#worker.postMessage(message);
  }

  #receive(message: FromNode): void {
    switch (message.kind) {
      case 'ready':
        this.#state = 'up';
        return this.#settleReady();
      case 'started':
        return this.#programs.get(message.program)?.started();
      case 'exited':
        return this.#exited(message.program, message.exit);
      case 'call':
        return void this.#answer(message.question).then((answer) =>
          this.#post({ kind: 'answer', call: message.call, answer }),
        );
      case 'unlistenable':
        return this.#options.onUnlistenable(message.service, message.message);
      case 'trouble':
        return this.#options.onTrouble(`${this.#options.name}: ${message.message}`);
      case 'data':
      case 'end':
      case 'taken':
      case 'cancel':
        return this.#streams.receive(message);
    }
  }

  #exited(id: number, exit: ProgramExit): void {
    const program = this.#programs.get(id);
    this.#programs.delete(id);
    program?.stdin.destroy();
    program?.started();
    program?.exited(exit);
  }

  #abandon(id: number, why: string): void {
    const outputs = this.#programs.get(id)?.outputs ?? [];
    this.#exited(id, { code: 137, message: why });
    for (const output of outputs) output.destroy();
  }

  #abandonAll(why: string): void {
    for (const id of [...this.#programs.keys()]) this.#abandon(id, why);
  }

  async #answer(question: Question): Promise<Answer> {
    if (question.ask === 'address') {
      const address = this.#options.resolve(question.host, question.namespace);
      return address === undefined
        ? { ok: false, code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${question.host}` }
        : { ok: true, value: address };
    }
    try {
      const program = this.#programs.get(question.program);
      if (program === undefined) throw new Error('The program has ended.');
      return { ok: true, value: await program.request.readFile(question.path) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
      return { ok: false, code, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #lost(cause: Error): void {
    if (this.#state === 'starting') this.#settleReady(cause);
    if (this.#state !== 'up') return;
    this.#state = 'down';
    this.#options.onLost(cause);
    this.#abandonAll(`${this.#options.name} was lost.`);
  }
}
