import { createHash } from 'node:crypto';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExecRequest } from '../api/pods.ts';
import type { StoreEvent } from '../api/store.ts';
import type { ClusterEnvironment } from '../controllers/environment.ts';
import { isFinished, resources, type Container, type Pod } from '../controllers/objects/index.ts';
import type { PodAddressPool } from '../network/addresses.ts';
import { describeDuration } from '../../../words/duration.ts';
import { noSuchProgram, nodeCommand } from './command.ts';
import type { ConfigChanges } from './config-changes.ts';
import { containerEnvironment, expand } from './container-environment.ts';
import type { ContainerRun } from './container-run.ts';
import type { EventRecorder } from './events.ts';
import type { NodeThread, RunningProgram } from './node-thread.ts';
import { PodFiles, type ClusterIdentity } from './pod-files.ts';
import { PodRun } from './pod-run.ts';
import type { RunFolder } from './run-folder.ts';

export interface KubeletOptions extends ClusterEnvironment {
  readonly nodeName: string;
  readonly hostIP: string;
  readonly apiServer: { readonly host: string; readonly port: number };
  readonly identity: ClusterIdentity;
  readonly folder: RunFolder;
  readonly addresses: PodAddressPool;
  readonly configChanges: ConfigChanges;
  readonly events: EventRecorder;
}

/** Nobody is made to wait longer than this for a program that ignores its signal, whatever the pod's grace period. */
const longestGraceMs = 2_000;
const defaultGraceSeconds = 30;

/** Runs the pods that are assigned to one node, in that node's thread. */
export class Kubelet {
  readonly #options: KubeletOptions;
  readonly #thread: NodeThread;
  readonly #pods = new Map<string, PodRun>();
  #lost = false;

  constructor(options: KubeletOptions, thread: NodeThread) {
    this.#options = options;
    this.#thread = thread;
  }

  /** Takes in an event of a pod that is assigned to this node. */
  handle(type: StoreEvent['type'], pod: Pod): void {
    const run = this.#pods.get(pod.metadata.uid);
    if (type === 'DELETED') {
      if (run !== undefined) this.#watched(pod, this.#remove(run, 0));
    } else if (pod.metadata.deletionTimestamp !== undefined) {
      this.#watched(pod, this.#terminate(pod, run));
    } else if (run !== undefined) {
      run.update(pod);
    } else if (!isFinished(pod) && !this.#lost) {
      this.#start(pod);
    }
  }

  find(namespace: string, name: string): PodRun | undefined {
    return [...this.#pods.values()].find(
      ({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
    );
  }

  /** Marks all pods as failed: their thread has gone. */
  async lose(message: string): Promise<void> {
    this.#lost = true;
    await Promise.all([...this.#pods.values()].map((run) => run.lose('NodeLost', message)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pods.values()].map((run) => run.stop(longestGraceMs)));
  }

  /** Runs a command in a container that is running. Rejects with `code: 'ENOENT'` when there is no such program. */
  async exec(
    run: PodRun,
    target: ContainerRun,
    request: Omit<ExecRequest, 'pod' | 'namespace' | 'container'>,
  ): Promise<number> {
    if (!target.isRunning) {
      throw Object.assign(
        new Error(`Container ${target.container.name} of pod ${run.pod.metadata.name} is not running.`),
        { code: 'CONTAINER_NOT_RUNNING' },
      );
    }
    const program = await this.#launch(run.pod, target.container, request.command, run.podIP, true);
    run.attach(program);
    const stop = () => program.stop();
    request.signal.addEventListener('abort', stop, { once: true });
    if (request.signal.aborted) stop();
    request.stdin.pipe(program.stdin);
    const [{ code }] = await Promise.all([
      program.exited,
      // A client that has gone away takes no more output, which is no failure of the command.
      pipeline(program.stdout, request.stdout).catch(() => undefined),
      pipeline(program.stderr, request.stderr).catch(() => undefined),
    ]);
    request.signal.removeEventListener('abort', stop);
    request.stdin.unpipe(program.stdin);
    return code;
  }

  #start(pod: Pod): void {
    const { addresses, configChanges, hostIP, nodeName, store, identity, events, ...environment } =
      this.#options;
    const podIP = addresses.take();
    const place = { podIP, hostIP };
    const files = new PodFiles(store, identity, place);
    const run = new PodRun(pod, {
      ...environment,
      store,
      place,
      configChanges,
      checkVolumes: (current) => files.check(current),
      launch: (current, container) => this.#launchContainer(current, container, podIP),
      exec: async (current, container, command, signal) => {
        const program = await this.#launch(current, container, command, podIP, false);
        run.attach(program);
        signal.addEventListener('abort', () => program.stop(), { once: true });
        program.stdout.resume();
        program.stderr.resume();
        return (await program.exited).code;
      },
      onWarning: (current, reason, message) =>
        events.warn(current, { reason, message, component: 'kubelet', host: nodeName }),
    });
    this.#pods.set(pod.metadata.uid, run);
  }

  async #terminate(pod: Pod, run: PodRun | undefined): Promise<void> {
    const { namespace = '', name, uid } = pod.metadata;
    const seconds = pod.metadata['deletionGracePeriodSeconds'] ?? pod.spec.terminationGracePeriodSeconds;
    const graceMs = Math.min(longestGraceMs, Number(seconds ?? defaultGraceSeconds) * 1_000);
    if (run !== undefined) await this.#remove(run, graceMs);
    const left = this.#options.store.get(resources.pods, namespace, name)?.metadata;
    // Said before: it is held by finalizers, and saying it again would be a change, and so on without end.
    if (left?.uid !== uid || left['deletionGracePeriodSeconds'] === 0) return;
    await this.#options.store.delete(resources.pods, namespace, name, { gracePeriodSeconds: 0 });
  }

  async #remove(run: PodRun, graceMs: number): Promise<void> {
    const { namespace = '', name, uid } = run.pod.metadata;
    const inTime = await run.stop(graceMs);
    if (!this.#pods.delete(uid)) return;
    if (inTime) this.#options.addresses.release(run.podIP);
    // Its address stays taken: the program may still hold ports on it.
    else
      this.#options.onTrouble(
        `A program of pod ${namespace}/${name} did not stop within ${describeDuration(graceMs)} of its signal.`,
      );
  }

  #watched(pod: Pod, work: Promise<void>): void {
    work.catch((error: unknown) => {
      const { namespace = '', name } = pod.metadata;
      this.#options.onTrouble(`Pod ${namespace}/${name} could not be removed.`, error);
    });
  }

  #launchContainer(pod: Pod, container: Container, podIP: string): Promise<RunningProgram> {
    return this.#launch(
      pod,
      container,
      [...(container.command ?? []), ...(container.args ?? [])],
      podIP,
      false,
    );
  }

  async #launch(
    pod: Pod,
    container: Container,
    words: readonly string[],
    podIP: string,
    stdin: boolean,
  ): Promise<RunningProgram> {
    const { store, identity, hostIP, apiServer, folder } = this.#options;
    const place = { podIP, hostIP };
    const env = containerEnvironment(pod, container, { ...place, store, apiServer });
    const command = nodeCommand(words.map((word) => expand(word, env)));
    if (command === undefined) throw noSuchProgram(words);
    const files = new PodFiles(store, identity, place);
    const text = await files.read(pod, container, command.file);
    const module = await folder.file(
      `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.mjs`,
      text,
    );
    return this.#thread.run({
      program: {
        module,
        argv: command.argv,
        env,
        stdin,
        namespace: pod.metadata.namespace ?? '',
        hostname: pod.spec.hostname ?? pod.metadata.name,
        podIP,
      },
      readFile: (file) => files.read(pod, container, path.posix.resolve('/', file)),
    });
  }
}
