import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import { compileNamespace } from '../compile/compile.ts';
import type { Grant, MeshSettings, ServiceDestination } from '../compile/plan.ts';
import { MutableWorld, tableOf, type TableName, type WorldObject } from '../compile/world.ts';
import { smiTables } from '../controller/state.ts';
import { smiResources } from '../controller/smi-kinds.ts';
import { podUri, serviceAccountUri } from '../identity/names.ts';
import type { Json } from '../objects/fields.ts';
import type { SmiObject } from '../objects/model.ts';
import { readEndpointSlice, readPod, readService, sidecarContainer } from '../objects/read-kubernetes.ts';
import { chooseEndpoint, type Wish } from '../sidecar/choose.ts';
import { LiveService } from '../sidecar/live-service.ts';
import { Policy } from '../sidecar/policy.ts';
import { requestView } from '../sidecar/request-view.ts';
import { serviceObject, sliceObject, usualPorts, written, type PortSpec } from './objects.ts';

export interface SimulatedClient {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The first of the workload that is called like the account unless given. */
  readonly pod?: string;
  readonly host?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
}

export interface SimulatedRequest {
  readonly method?: string;
  readonly target?: string;
  readonly port?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly http2?: boolean;
}

/** The mesh's decisions without its I/O: objects go in as JSON, and what would become of requests comes out. */
export class Simulation {
  readonly #behaviour: Behaviour;
  readonly #world = new MutableWorld();
  #addresses = 0;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
  }

  /** Pods of one workload, by default under the service account of that name: `v1-0`, `v1-1` and so on. */
  pods(
    workload: string,
    count = 1,
    namespace = 't',
    account: string = workload,
    labels: Readonly<Record<string, string>> = {},
  ): readonly string[] {
    return Array.from({ length: count }, (_, index) => {
      const name = `${workload}-${index}`;
      const ip = `10.0.0.${(this.#addresses += 1)}`;
      const source = {
        metadata: {
          namespace,
          name,
          uid: `${namespace}-${name}`,
          labels: { app: workload, kind: 'pod', ...labels },
        },
        spec: { serviceAccountName: account, containers: [{ name: sidecarContainer }] },
        status: { podIP: ip },
      };
      this.#world.set('pods', namespace, name, readPod(source));
      return name;
    });
  }

  /** The workload is scaled to nothing. */
  noPods(workload: string, namespace = 't'): void {
    for (const name of [...this.#world.namespace(namespace).pods.keys()])
      if (name.startsWith(`${workload}-`)) this.#world.set('pods', namespace, name, undefined);
  }

  service(
    name: string,
    pods: readonly string[],
    options: { namespace?: string; ports?: readonly PortSpec[] } = {},
  ): void {
    const { namespace = 't', ports = usualPorts } = options;
    const specs = pods.map((pod) => ({
      namespace,
      name: pod,
      ip: this.#world.namespace(namespace).pods.get(pod)?.ip ?? '',
    }));
    this.#set(
      'services',
      readService(serviceObject(namespace, name, `10.1.0.${(this.#addresses += 1)}`, ports)),
    );
    this.#set('slices', readEndpointSlice(sliceObject(namespace, name, ports, specs)));
  }

  removeService(name: string, namespace = 't'): void {
    this.#world.set('services', namespace, name, undefined);
    this.#world.set('slices', namespace, `${name}-1`, undefined);
  }

  /** The control plane ends and starts again. */
  restart(): void {
    if (this.#behaviour.takesInAtStart) return;
    for (const view of this.#world.namespaces())
      for (const table of smiTables)
        for (const name of [...view[table].keys()]) this.#world.set(table, view.name, name, undefined);
  }

  /** @param plural for instance `trafficsplits` */
  apply(plural: string, source: Json): void {
    const [, version = ''] = String(source['apiVersion']).split('/');
    const resource = smiResources.find(({ crd }) => crd.startsWith(`${plural}.`));
    if (resource === undefined) throw new TypeError(`no such kind: ${plural}`);
    this.#change(resource.read(written(source), version));
  }

  delete(plural: string, name: string, namespace = 't'): void {
    const table = smiResources.find(({ crd }) => crd.startsWith(`${plural}.`))?.table;
    if (table === undefined) throw new TypeError(`no such kind: ${plural}`);
    const before = this.#world.get(table, namespace, name) as SmiObject | undefined;
    this.#world.set(table, namespace, name, this.#behaviour.believe(before, undefined));
  }

  /** How many of so many requests each pod gets; `nowhere` counts those without an endpoint. */
  share(
    service: string,
    count: number,
    options: {
      client?: SimulatedClient;
      request?: SimulatedRequest;
      namespace?: string;
      scheduler?: MeshSettings['scheduler'];
      random?: () => number;
      /** Sent in turn with `request`, on the same connection. */
      alternating?: SimulatedRequest;
    } = {},
  ): Readonly<Record<string, number>> {
    const {
      client = meshedClient,
      request = {},
      namespace = 't',
      scheduler = 'wrr',
      random = () => 0.5,
      alternating,
    } = options;
    const counts: Record<string, number> = {};
    const answered = new Map<string, boolean>();
    const live = this.#live(service, namespace);
    const port = live.port(request.port ?? 8080);
    for (let index = 0; index < count; index += 1) {
      const sent = index % 2 === 1 ? (alternating ?? request) : request;
      const wish: Wish = {
        clientNamespace: client.namespace,
        rootNamespace: namespace,
        rootName: service,
        startedAt: client.startedAt ?? 0,
        ...(alternating === undefined ? {} : { answered }),
        request: this.#viewOf({
          ...sent,
          headers: { host: client.host ?? `${service}.${namespace}.svc.cluster.local`, ...sent.headers },
        }),
      };
      const chance = { scheduler, random, client: `${client.namespace}/${client.serviceAccount}` };
      const endpoint = port === undefined ? undefined : chooseEndpoint(this.#behaviour, port, wish, chance);
      const key =
        endpoint === undefined ? 'nowhere' : (endpoint.pod ?? endpoint.ip).replace(`${namespace}/`, '');
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** What a side-car is told of one port of a Service. */
  plan(service: string, port = 8080, namespace = 't'): ServiceDestination['ports'][string] | undefined {
    return this.#destination(service, namespace).ports[port];
  }

  /** Whether the first pod of `server` lets a request in. */
  allows(
    server: string,
    client: SimulatedClient | undefined,
    request: SimulatedRequest = {},
    mode: MeshSettings['mode'] = 'strict',
  ): boolean {
    return this.#policy(server, mode).allowsRequest(
      peerOf(client),
      request.port ?? 8080,
      this.#viewOf(request),
    );
  }

  /** The same for one request after the other. */
  allowsEach(
    server: string,
    client: SimulatedClient | undefined,
    requests: readonly SimulatedRequest[],
  ): readonly boolean[] {
    const policy = this.#policy(server, 'strict');
    return requests.map((request) =>
      policy.allowsRequest(peerOf(client), request.port ?? 8080, this.#viewOf(request)),
    );
  }

  allowsConnection(server: string, client: SimulatedClient | undefined, port: number): boolean {
    return this.#policy(server, 'strict').allowsConnection(peerOf(client), port);
  }

  allowsDatagram(server: string, client: SimulatedClient | undefined, port: number): boolean {
    return this.#policy(server, 'strict').allowsDatagram(peerOf(client), port);
  }

  #viewOf({ method = 'GET', target = '/', headers = {}, http2 = false }: SimulatedRequest): RequestView {
    const fields = Object.entries(headers);
    return requestView(
      { method, target, version: '1.1', headers: fields, ...(http2 ? { http2 } : {}) },
      this.#behaviour,
    );
  }

  /** @param server a workload under the account of its name, or `account/pod` */
  #policy(server: string, mode: MeshSettings['mode']): Policy {
    const [account = server, pod = `${server}-0`] = server.split('/');
    const { grants } = compileNamespace(this.#behaviour, this.#world, this.#world.namespace('t'));
    const uris = [serviceAccountUri('t', account), podUri('t', pod)];
    const own = uris.flatMap((uri): readonly Grant[] => grants.get(uri) ?? []);
    return new Policy(this.#behaviour, mode, own);
  }

  #live(service: string, namespace: string): LiveService {
    return new LiveService(this.#destination(service, namespace), this.#behaviour);
  }

  #destination(service: string, namespace: string): ServiceDestination {
    const { destinations } = compileNamespace(this.#behaviour, this.#world, this.#world.namespace(namespace));
    for (const destination of destinations.values()) {
      if (destination.kind === 'service' && destination.name === service) return destination;
    }
    throw new TypeError(`no Service ${namespace}/${service}`);
  }

  #change(object: SmiObject): void {
    const table = tableOf[object.kind];
    const before = this.#world.get(table, object.namespace, object.name) as SmiObject | undefined;
    this.#world.set(table, object.namespace, object.name, this.#behaviour.believe(before, object));
  }

  #set(table: TableName, object: WorldObject): void {
    this.#world.set(table, object.namespace, object.name, object);
  }
}

export const meshedClient: SimulatedClient = { namespace: 't', serviceAccount: 'c1' };

function peerOf(client: SimulatedClient | undefined): readonly string[] {
  if (client === undefined) return [];
  return [
    serviceAccountUri(client.namespace, client.serviceAccount),
    podUri(client.namespace, client.pod ?? `${client.serviceAccount}-0`),
  ];
}
