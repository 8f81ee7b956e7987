import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { localSockets } from '../../../fixtures/agent/local-sockets.ts';
import type { Program, ProgramContext } from '../../../fixtures/agent/program.ts';
import { main as controller } from '../controller/main.ts';
import { object, text, type Json } from '../objects/fields.ts';
import { sidecarContainer } from '../objects/read-kubernetes.ts';
import { main as sidecar } from '../sidecar/main.ts';
import { outboundPort } from '../wire/messages.ts';
import { startApplication, type Application } from './application.ts';
import { ask, converse, datagram, type Reply, type RequestOptions } from './client.ts';
import { FakeApi } from './fake-api.ts';
import {
  collections,
  served,
  serviceObject,
  sliceObject,
  usualPorts,
  written,
  type PortSpec,
} from './objects.ts';

export interface RigPod {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly loopback: string;
  readonly meshed: boolean;
  readonly application: Application;
}

export const meshNamespace = 'smi-reference';
/** What the profile puts on the namespaces of the mesh. */
export const inTheMesh: Readonly<Record<string, string>> = { 'smi-reference.dev/enabled': 'true' };

/** A whole mesh in this process: a fake API server, the control plane, and pods with side-cars and small applications. */
export class Rig {
  readonly api: FakeApi;
  /** What the programs wrote. */
  readonly log: string[] = [];
  readonly #net: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>[] = [];
  readonly #applications: Application[] = [];
  #pods = 10;
  #services = 200;
  #controller = new AbortController();
  #controllerDone: Promise<unknown> = Promise.resolve();

  private constructor(api: FakeApi, net: string) {
    this.api = api;
    this.#net = net;
  }

  /** Listens on addresses of its own in 127/8. */
  static async start(): Promise<Rig> {
    const net = `127.25${1 + Math.floor(Math.random() * 4)}.${Math.floor(Math.random() * 120)}`;
    const rig = new Rig(await FakeApi.start(`${net}.1`, 6443), net);
    rig.configure({ mode: 'permissive' });
    rig.api.put(collections.namespaces, { metadata: { name: 't', labels: inTheMesh } });
    for (const [crd, versions] of Object.entries(served)) {
      rig.api.put(collections.definitions, {
        metadata: { name: crd },
        spec: { versions: versions.map((name) => ({ name, served: true })) },
      });
    }
    rig.startController();
    return rig;
  }

  configure(data: Readonly<Record<string, string>>): void {
    this.api.put(collections.configMaps, {
      metadata: { namespace: meshNamespace, name: 'mesh-config' },
      data,
    });
  }

  startController(): void {
    this.#controller = new AbortController();
    const env = { POD_NAMESPACE: meshNamespace };
    this.#controllerDone = this.#run(
      controller,
      this.#context(`${this.#net}.2`, `${this.#net}.3`, this.#controller.signal, env, 'controller'),
    );
  }

  async stopController(): Promise<void> {
    this.#controller.abort();
    await this.#controllerDone;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.stopController();
    for (const application of this.#applications) application.stop();
    await Promise.all(this.#running);
    await this.api.stop();
  }

  async pod(
    name: string,
    options: { serviceAccount?: string; namespace?: string; meshed?: boolean } = {},
  ): Promise<RigPod> {
    const { serviceAccount = name, namespace = 't', meshed = true } = options;
    const id = this.#pods++;
    const [a, b, c] = this.#net.split('.').map(Number);
    const ip = `${this.#net}.${id}`;
    const loopback = `${a ?? 127}.${b ?? 0}.${(c ?? 0) + 128}.${id}`;
    this.api.put(collections.pods, {
      metadata: { namespace, name, labels: { app: name } },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [{ name: meshed ? sidecarContainer : 'agent' }],
      },
      status: { podIP: ip, phase: 'Running' },
    });
    const application = await startApplication(meshed ? loopback : ip, name);
    this.#applications.push(application);
    if (meshed) {
      const env = {
        SIDECAR_PORTS: 'http:8080,8081;tcp:7070;udp:7070',
        POD_NAME: name,
        POD_NAMESPACE: namespace,
      };
      const token = `${namespace}/${serviceAccount}/${name}`;
      this.#running.push(this.#run(sidecar, this.#context(ip, loopback, this.#stop.signal, env, token)));
    }
    return { name, namespace, ip, loopback, meshed, application };
  }

  /** Answers with the Service's address. */
  service(
    name: string,
    pods: readonly RigPod[],
    options: { namespace?: string; ports?: readonly PortSpec[] } = {},
  ): string {
    const { namespace = 't', ports = usualPorts } = options;
    const address = this.#addressOf(name, namespace) ?? `${this.#net}.${this.#services++}`;
    this.api.put(collections.services, serviceObject(namespace, name, address, ports));
    this.api.put(collections.slices, sliceObject(namespace, name, ports, pods));
    return address;
  }

  /** Applies an SMI object in the version of its apiVersion, and shows it in every version, as a server without conversion does. */
  apply(plural: string, source: Json): void {
    const [group = ''] = String(source['apiVersion']).split('/');
    for (const version of served[`${plural}.${group}`] ?? []) {
      this.api.put(`/apis/${group}/${version}/${plural}`, {
        ...written(source),
        apiVersion: `${group}/${version}`,
      });
    }
  }

  delete(plural: string, group: string, name: string, namespace = 't'): void {
    for (const version of served[`${plural}.${group}`] ?? []) {
      this.api.remove(`/apis/${group}/${version}/${plural}`, namespace, name);
    }
  }

  /** One HTTP request from a pod, through its side-car if it has one. */
  request(from: RigPod, to: string, options: RequestOptions = {}): Promise<Reply> {
    return ask(() => this.dial(from, to, options.port ?? 8080), options);
  }

  /** The pods that answered requests which followed one another on one connection. */
  async onOneConnection(count: number, from: RigPod, to: string): Promise<readonly string[]> {
    const dial = (): Socket => this.dial(from, to, 8080);
    const agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), { createConnection: dial });
    const pods: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const { pod } = await ask(dial, { agent });
      pods.push(pod);
    }
    agent.destroy();
    return pods;
  }

  /** Counts of the pods that answered; a status instead of a name when no application did. */
  async tally(
    count: number,
    from: RigPod,
    to: string,
    options: RequestOptions = {},
  ): Promise<Record<string, number>> {
    const replies = await Promise.all(Array.from({ length: count }, () => this.request(from, to, options)));
    const counts: Record<string, number> = {};
    for (const { pod, status } of replies) {
      const key = pod === '' ? String(status) : pod;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** One exchange over raw TCP: the application's answer, or what became of the connection. */
  exchange(from: RigPod, to: string, port = 7070): Promise<string> {
    return converse(this.dial(from, to, port));
  }

  /** One datagram: the application's answer, or `nothing` when none has come back after a while. */
  datagram(from: RigPod, to: string, text: string, port = 7070): Promise<string> {
    return from.meshed
      ? datagram(
          { address: from.loopback, port: outboundPort },
          from.loopback,
          `PROXY UDP4 ${from.ip} ${to} 40000 ${port}\r\n${text}`,
        )
      : datagram({ address: to, port }, from.ip, text);
  }

  dial(from: RigPod, to: string, port: number): Socket {
    if (!from.meshed) return connect({ host: to, port, localAddress: from.ip, allowHalfOpen: true });
    const socket = connect({ host: from.loopback, port: outboundPort, allowHalfOpen: true, noDelay: true });
    socket.write(`PROXY TCP4 ${from.ip} ${to} 40000 ${port}\r\n`);
    return socket;
  }

  /** Repeats until the check holds, for what takes a moment to reach the side-cars. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!(await check())) {
      if (performance.now() > deadline)
        throw new Error(`It did not come true; the programs said:\n${this.log.join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #addressOf(name: string, namespace: string): string | undefined {
    return text(object(this.api.get(collections.services, namespace, name)?.['spec'])['clusterIP']);
  }

  #context(
    address: string,
    loopback: string,
    signal: AbortSignal,
    env: Readonly<Record<string, string>>,
    token: string,
  ): ProgramContext {
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    const root = (): string | undefined => {
      const data = this.api.get(collections.configMaps, 't', 'smi-reference-root')?.['data'];
      return text(object(data)['root.pem']);
    };
    return {
      argv: ['serve'],
      env: { KUBERNETES_SERVICE_HOST: `${this.#net}.1`, KUBERNETES_SERVICE_PORT: '6443', ...env },
      stdin: new PassThrough(),
      stdout: output,
      stderr: output,
      signal,
      network: {
        address,
        loopback,
        source: address,
        lookup: (host) => this.#lookup(host),
        local: localSockets(loopback, signal),
      },
      readFile: (path) => {
        const found = path.endsWith('/ca.crt') ? this.api.ca : path.endsWith('/token') ? token : root();
        return found === undefined ? Promise.reject(new Error(`no file ${path}`)) : Promise.resolve(found);
      },
    };
  }

  #lookup(host: string): Promise<string> {
    if (host.startsWith('controller.')) return Promise.resolve(`${this.#net}.2`);
    const [name = '', namespace = 't'] = host.split('.');
    const address = this.#addressOf(name, namespace);
    return address === undefined
      ? Promise.reject(new Error(`no such name: ${host}`))
      : Promise.resolve(address);
  }

  async #run(program: Program, context: ProgramContext): Promise<void> {
    const code = await program(context);
    if (code !== 0) this.log.push(`A program ended with ${code}.\n`);
  }
}
