import { Readable, Writable } from 'node:stream';
import { systemClock } from '../../../fixtures/kubernetes/clock.ts';
import { startControllers } from '../controllers/index.ts';
import { resources, type Pod } from '../controllers/objects/index.ts';
import { startApiServer } from '../api/server.ts';
import type { ObjectStore } from '../api/store.ts';
import { leaseAddresses } from '../network/lease.ts';
import { Fleet } from '../node/fleet.ts';
import { RunFolder } from '../node/run-folder.ts';
import { echoProgram } from './echo-program.ts';
import { eventually } from './eventually.ts';

export const namespace = 'test';

/** Nodes and controllers over an API server's store, and the namespace `test`. */
export class TestFleet {
  readonly store: ObjectStore;
  readonly troubles: readonly string[];
  readonly firstTrouble: Promise<string>;
  readonly #fleet: Fleet;
  readonly #block: number;
  readonly #release: () => Promise<void>;

  private constructor(
    fleet: Fleet,
    store: ObjectStore,
    block: number,
    trouble: Troubles,
    release: () => Promise<void>,
  ) {
    this.#fleet = fleet;
    this.store = store;
    this.troubles = trouble.all;
    this.firstTrouble = trouble.first;
    this.#block = block;
    this.#release = release;
  }

  static async start(): Promise<TestFleet> {
    const trouble = new Troubles();
    const { plan, bound: server } = await leaseAddresses(
      ({ apiServer, services }) => startApiServer({ ...apiServer, clusterIps: services }),
      Math.random,
    );
    const environment = {
      store: server.store,
      clock: systemClock,
      date: () => new Date(),
      random: Math.random,
      onTrouble: (message: string, cause?: unknown) => {
        trouble.add(`${message} ${cause instanceof Error ? cause.message : ''}`);
      },
    };
    const folder = await RunFolder.create();
    const fleet = await Fleet.start({
      ...environment,
      count: 2,
      plan,
      folder,
      identity: {
        caCertificate: 'CA',
        serviceAccountToken: (pod) => `token of ${pod.spec.serviceAccountName ?? ''}`,
      },
    });
    const stopControllers = startControllers(environment);
    await server.store.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    return new TestFleet(fleet, server.store, plan.block, trouble, async () => {
      await stopControllers();
      await fleet.stop();
      await folder.remove();
      await server.close();
    });
  }

  close(): Promise<void> {
    return this.#release();
  }

  async installProgram(): Promise<void> {
    await this.store.create(resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'program', namespace },
      data: { 'echo.mjs': echoProgram },
    });
  }

  async createPod(pod: Record<string, unknown>): Promise<void> {
    await this.store.create(resources.pods, pod);
  }

  pod(name: string): Pod | undefined {
    return this.store.get(resources.pods, namespace, name) as Pod | undefined;
  }

  /** Resolves with the pod once `holds` is true of it. */
  podThat(name: string, holds: (pod: Pod) => boolean): Promise<Pod> {
    return eventually(this.store, resources.pods, () => {
      const pod = this.pod(name);
      return pod !== undefined && holds(pod) ? pod : undefined;
    });
  }

  running(name: string): Promise<Pod> {
    return this.podThat(name, (pod) => pod.status?.phase === 'Running');
  }

  async gone(name: string): Promise<void> {
    await eventually(this.store, resources.pods, () => (this.pod(name) === undefined ? true : undefined));
  }

  /** An address for a Service. */
  serviceAddress(last: number): string {
    return `127.${this.#block}.1.${last}`;
  }

  exec(pod: string, args: readonly string[], input = ''): Promise<ExecOutcome> {
    return this.execCommand(pod, ['node', '/smi/echo.mjs', ...args], input);
  }

  async execCommand(pod: string, command: readonly string[], input = ''): Promise<ExecOutcome> {
    const out = new Collector();
    const err = new Collector();
    const code = await this.#fleet.runtime.exec({
      namespace,
      pod,
      container: 'main',
      command,
      stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
      stdout: out,
      stderr: err,
      signal: new AbortController().signal,
    });
    return { code, out: out.text, err: err.text };
  }

  async logs(pod: string): Promise<string> {
    const log = await this.#fleet.runtime.logs({
      namespace,
      pod,
      container: 'main',
      follow: false,
      tailLines: undefined,
      signal: new AbortController().signal,
    });
    return Buffer.concat((await log.toArray()) as Buffer[]).toString();
  }
}

class Troubles {
  readonly all: string[] = [];
  readonly first: Promise<string>;
  #tell: (message: string) => void = () => undefined;

  constructor() {
    this.first = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  add(message: string): void {
    this.all.push(message);
    this.#tell(message);
  }
}

export interface ExecOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

class Collector extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

interface PodManifest extends Record<string, unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A pod that runs the echo program, labelled `app: <name>`. */
export function echoPod(
  name: string,
  args: readonly string[],
  container: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
): PodManifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      serviceAccountName: 'default',
      containers: [
        {
          name: 'main',
          image: 'node',
          command: ['node', '/smi/echo.mjs', ...args],
          volumeMounts: [{ name: 'program', mountPath: '/smi' }],
          ...container,
        },
      ],
      volumes: [{ name: 'program', configMap: { name: 'program' } }],
      ...spec,
    },
  };
}
