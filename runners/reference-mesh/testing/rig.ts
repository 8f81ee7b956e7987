import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Program, ProgramContext } from '../../../fixtures/agent/program.ts';
import { main as controller } from '../controller/main.ts';
import { sidecarContainer } from '../objects/read-kubernetes.ts';
import type { Json } from '../objects/fields.ts';
import { main as sidecar } from '../sidecar/main.ts';
import { outboundPort } from '../wire/messages.ts';
import { FakeApi } from './fake-api.ts';

export const collections = {
  services: '/api/v1/services',
  slices: '/apis/discovery.k8s.io/v1/endpointslices',
  pods: '/api/v1/pods',
  configMaps: '/api/v1/configmaps',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
} as const;

export interface RigPod {
  readonly namespace: string;
  readonly name: string;
  readonly serviceAccount: string;
  readonly ip: string;
  readonly loopback: string;
  readonly meshed: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Name of the pod whose application answered. */
  readonly pod: string;
}

const meshNamespace = 'smi-reference';

/** A whole mesh in this process: a fake API server, the control plane, and pods with side-cars and small applications. */
export class Rig {
  readonly api: FakeApi;
  readonly seen = new Map<string, string[]>();
  readonly log: string[] = [];
  readonly #net: string;
  readonly #stop: AbortController;
  readonly #running: Promise<unknown>[] = [];
  readonly #closers: (() => void)[] = [];
  #nextIp = 10;
  #controller = new AbortController();
  #controllerDone: Promise<unknown> = Promise.resolve();

  private constructor(api: FakeApi, net: string, stop: AbortController) {
    this.api = api;
    this.#net = net;
    this.#stop = stop;
  }

  /** Listens on addresses of its own in 127/8. */
  static async start(): Promise<Rig> {
    const net = `127.25${1 + Math.floor(Math.random() * 4)}.${Math.floor(Math.random() * 120)}`;
    const api = await FakeApi.start(`${net}.1`, 6443);
    const rig = new Rig(api, net, new AbortController());
    rig.configure({ mode: 'permissive' });
    api.put('/api/v1/namespaces', { metadata: { name: 't' } });
    for (const [crd, versions] of Object.entries(definitions)) {
      api.put(collections.definitions, {
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
    const context = this.#context(`${this.#net}.2`, `${this.#net}.3`, this.#controller.signal, {
      POD_NAMESPACE: meshNamespace,
    });
    this.#controllerDone = this.#run(controller, context);
  }

  async stopController(): Promise<void> {
    this.#controller.abort();
    await this.#controllerDone;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.stopController();
    for (const close of this.#closers) close();
    await Promise.all(this.#running);
    await this.api.stop();
  }

  /** A pod with an HTTP application on 8080 and 8081 and a TCP one on 7070, each saying the pod's name. */
  async pod(
    name: string,
    options: { serviceAccount?: string; namespace?: string; meshed?: boolean } = {},
  ): Promise<RigPod> {
    const { serviceAccount = name, namespace = 't', meshed = true } = options;
    const id = this.#nextIp;
    this.#nextIp += 1;
    const ip = `${this.#net}.${id}`;
    const pod: RigPod = { name, namespace, serviceAccount, ip, loopback: this.#privateOf(id), meshed };
    this.api.put(collections.pods, {
      metadata: { namespace, name, labels: { app: name } },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [{ name: meshed ? sidecarContainer : 'agent' }],
      },
      status: { podIP: ip, phase: 'Running' },
    });
    await this.#application(pod);
    if (meshed) {
      const context = this.#context(ip, pod.loopback, this.#stop.signal, {
        SIDECAR_PORTS: 'http:8080,8081;tcp:7070',
        POD_NAME: name,
        POD_NAMESPACE: namespace,
        SMI_CONTROLLER: 'controller.smi-reference.svc.cluster.local',
      });
      context.files.set('/smi-reference/token/token', `${namespace}/${serviceAccount}/${name}`);
      this.#running.push(this.#run(sidecar, context));
    }
    return pod;
  }

  /** A Service with HTTP on 8080 (and 9090, which leads to 8081) and TCP on 7070, unless other ports are given. */
  service(
    name: string,
    pods: readonly RigPod[],
    options: { namespace?: string; ports?: readonly RigPort[] } = {},
  ): string {
    const { namespace = 't', ports = usualPorts } = options;
    const known = this.api.get(collections.services, namespace, name);
    const clusterIP = String(
      (known?.['spec'] as Json | undefined)?.['clusterIP'] ?? `${this.#net}.${200 + this.#services++}`,
    );
    this.api.put(collections.services, {
      metadata: { namespace, name },
      spec: {
        clusterIP,
        ports: ports.map(({ name: portName, port }) => ({ name: portName, port, protocol: 'TCP' })),
      },
    });
    this.api.put(collections.slices, {
      metadata: { namespace, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
      ports: ports.map(({ name: portName, target }) => ({ name: portName, port: target, protocol: 'TCP' })),
      endpoints: pods.map((pod) => ({
        addresses: [pod.ip],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: pod.name },
      })),
    });
    return clusterIP;
  }

  #services = 0;

  /** Applies an SMI object as a server stores it: written in the version of its apiVersion. */
  apply(plural: string, source: Json): void {
    const apiVersion = String(source['apiVersion']);
    const metadata = {
      namespace: 't',
      ...(source['metadata'] as Json),
      managedFields: [{ apiVersion, time: '2026-01-01T00:00:00Z' }],
    };
    const [group = ''] = apiVersion.split('/');
    for (const served of definitions[`${plural}.${group}`] ?? []) {
      // The fake prunes nothing: a reader of the wrong version must fail by reading the wrong fields.
      this.api.put(`/apis/${group}/${served}/${plural}`, {
        ...source,
        apiVersion: `${group}/${served}`,
        metadata,
      });
    }
  }

  delete(plural: string, group: string, name: string, namespace = 't'): void {
    for (const served of definitions[`${plural}.${group}`] ?? [])
      this.api.remove(`/apis/${group}/${served}/${plural}`, namespace, name);
  }

  /** Sends one HTTP request from a pod, through its side-car if it has one. */
  async request(
    from: RigPod,
    to: string,
    options: {
      port?: number;
      method?: string;
      path?: string;
      headers?: Record<string, string>;
      body?: string;
    } = {},
  ): Promise<Reply> {
    const { port = 8080, method = 'GET', path = '/', headers = {}, body } = options;
    const outgoing = request({
      method,
      path,
      headers: { host: 'root', ...headers },
      createConnection: () => this.dial(from, to, port),
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: Buffer.concat(chunks).toString(),
      pod: String(response.headers['x-pod'] ?? ''),
    };
  }

  /** Counts of the pods that answered; a status instead of a name when no application did. */
  async tally(
    count: number,
    from: RigPod,
    to: string,
    options: Parameters<Rig['request']>[2] = {},
  ): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let index = 0; index < count; index += 1) {
      const { pod, status } = await this.request(from, to, options);
      const key = pod === '' ? String(status) : pod;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** One exchange over raw TCP: the application's answer, or what became of the connection. */
  async exchange(from: RigPod, to: string, port = 7070): Promise<string> {
    const socket = this.dial(from, to, port);
    socket.end('hello\n');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of socket) chunks.push(chunk as Buffer);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'error';
    }
    return Buffer.concat(chunks).toString();
  }

  dial(from: RigPod, to: string, port: number): Socket {
    if (!from.meshed) return connect({ host: to, port, localAddress: from.ip, allowHalfOpen: true });
    const socket = connect({ host: from.loopback, port: outboundPort, allowHalfOpen: true, noDelay: true });
    socket.write(`PROXY TCP4 ${from.ip} ${to} 40000 ${port}\r\n`);
    return socket;
  }

  /** Repeats until the check holds, for what takes a moment to reach the side-cars. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 8_000;
    while (!(await check())) {
      if (Date.now() > deadline)
        throw new Error(`it did not come true; the programs said:\n${this.log.join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #application(pod: RigPod): Promise<void> {
    const host = pod.meshed ? pod.loopback : pod.ip;
    const seen: string[] = [];
    this.seen.set(pod.name, seen);
    for (const port of [8080, 8081]) {
      const server = createServer((incoming, response) => {
        seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
        response.setHeader('x-pod', pod.name);
        response.setHeader('x-port', String(port));
        response.setHeader('x-received', JSON.stringify(incoming.headers));
        incoming.pipe(response);
      });
      server.on('upgrade', (_incoming, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.pipe(socket);
      });
      server.listen(port, host);
      await once(server, 'listening');
      this.#closers.push(() => {
        server.closeAllConnections();
        server.close();
      });
    }
    const tcp = createTcpServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.write(`${pod.name} `);
      socket.pipe(socket);
    });
    tcp.listen(7070, host);
    await once(tcp, 'listening');
    this.#closers.push(() => tcp.close());
  }

  #privateOf(id: number): string {
    const [a, b, c] = this.#net.split('.').map(Number);
    return `${a ?? 127}.${b ?? 0}.${(c ?? 0) + 128}.${id}`;
  }

  #context(
    address: string,
    loopback: string,
    signal: AbortSignal,
    env: Record<string, string>,
  ): ProgramContext & { files: Map<string, string> } {
    const files = new Map([
      ['/var/run/secrets/kubernetes.io/serviceaccount/ca.crt', this.api.ca],
      ['/var/run/secrets/kubernetes.io/serviceaccount/token', 'controller'],
    ]);
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    return {
      files,
      argv: ['serve'],
      env: { KUBERNETES_SERVICE_HOST: `${this.#net}.1`, KUBERNETES_SERVICE_PORT: '6443', ...env },
      stdin: new PassThrough(),
      stdout: output,
      stderr: output,
      signal,
      network: { address, loopback, source: address, lookup: (host) => this.#lookup(host) },
      readFile: async (path) => {
        const root = this.api.get(collections.configMaps, 't', 'smi-reference-root')?.['data'] as
          Json | undefined;
        const text = path.startsWith('/smi-reference/root') ? root?.['root.pem'] : files.get(path);
        if (typeof text !== 'string') throw new Error(`no file ${path}`);
        return Promise.resolve(text);
      },
    };
  }

  #lookup(host: string): Promise<string> {
    if (host.startsWith('controller.')) return Promise.resolve(`${this.#net}.2`);
    const [name = '', namespace = 't'] = host.split('.');
    const spec = this.api.get(collections.services, namespace, name)?.['spec'] as Json | undefined;
    return spec === undefined
      ? Promise.reject(new Error('ENOTFOUND'))
      : Promise.resolve(String(spec['clusterIP']));
  }

  async #run(program: Program, context: ProgramContext): Promise<void> {
    const code = await program(context);
    if (code !== 0) this.log.push(`a program ended with ${code}\n`);
  }
}

export interface RigPort {
  readonly name: string;
  readonly port: number;
  readonly target: number;
}

const usualPorts: readonly RigPort[] = [
  { name: 'http', port: 8080, target: 8080 },
  { name: 'http-second', port: 9090, target: 8081 },
  { name: 'tcp', port: 7070, target: 7070 },
];

const all = ['v1alpha1', 'v1alpha2', 'v1alpha3', 'v1alpha4'] as const;
const definitions: Readonly<Record<string, readonly string[]>> = {
  'trafficsplits.split.smi-spec.io': all,
  'traffictargets.access.smi-spec.io': all,
  'identitybindings.access.smi-spec.io': ['v1alpha4'],
  'httproutegroups.specs.smi-spec.io': all,
  'tcproutes.specs.smi-spec.io': all,
};
