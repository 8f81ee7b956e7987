import type { PodRuntime } from '../api/pods.ts';
import type { StoreEvent } from '../api/store.ts';
import type { ClusterEnvironment } from '../controllers/environment.ts';
import { resources, splitKey, type Pod } from '../controllers/objects/index.ts';
import { PodAddressPool, type AddressPlan } from '../network/addresses.ts';
import { shareRoutes } from '../network/share-routes.ts';
import { ServiceNetwork } from '../network/service-network.ts';
import type { NetworkChange } from '../network/routes.ts';
import { ConfigChanges } from './config-changes.ts';
import { workerEntry } from './entry.ts';
import { EventRecorder } from './events.ts';
import { Kubelet } from './kubelet.ts';
import { markNodeLost, registerNode } from './node-object.ts';
import { NodeThread } from './node-thread.ts';
import { podRuntime } from './pod-runtime.ts';
import type { ClusterIdentity } from './pod-files.ts';
import type { RunFolder } from './run-folder.ts';

export interface FleetOptions extends ClusterEnvironment {
  readonly count: number;
  readonly plan: AddressPlan;
  readonly identity: ClusterIdentity;
  readonly folder: RunFolder;
}

interface FleetNode {
  readonly name: string;
  readonly thread: NodeThread;
  readonly kubelet: Kubelet;
}

/** The nodes of a cluster, their pods, and their share of the service network. */
export class Fleet {
  readonly runtime: PodRuntime = podRuntime((namespace, pod) => this.#find(namespace, pod));
  readonly #options: FleetOptions;
  readonly #nodes = new Map<string, FleetNode>();
  readonly #network: ServiceNetwork;
  readonly #configChanges: ConfigChanges;
  readonly #events: EventRecorder;
  /** Names of the nodes whose threads have ended by themselves. */
  readonly #lost = new Set<string>();
  readonly #losses: Promise<void>[] = [];
  #unsubscribe: () => void = () => undefined;

  private constructor(options: FleetOptions) {
    this.#options = options;
    this.#events = new EventRecorder(options);
    this.#network = new ServiceNetwork(options.store, (change) => this.#publish(change));
    this.#configChanges = new ConfigChanges(options.store);
  }

  /** Starts the threads and registers the nodes. Nothing is left when it rejects. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      await fleet.#start();
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  get nodeNames(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  /** Stops every program and ends the threads. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#network.close();
    this.#configChanges.close();
    const nodes = [...this.#nodes.values()];
    this.#nodes.clear();
    await Promise.all(nodes.map((node) => node.kubelet.stop()));
    await Promise.all(nodes.map((node) => node.thread.close()));
    await Promise.all(this.#losses);
  }

  async #start(): Promise<void> {
    const { count, folder, store, date, plan } = this.#options;
    const entry = await workerEntry(folder.path);
    const addresses = new PodAddressPool(plan.block);
    const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
    await Promise.all(
      names.map((name, index) => this.#startNode(name, plan.node(index + 1), entry, addresses)),
    );
    this.#publish(this.#network.snapshot());
    this.#unsubscribe = store.watch(resources.pods, ({ type, object }) =>
      this.#podChanged(type, object as Pod),
    );
    for (const [index, name] of names.entries()) {
      await registerNode(store, { name, address: plan.node(index + 1) }, date);
    }
    if (this.#lost.size > 0)
      throw new Error(`The threads of ${[...this.#lost].join(', ')} ended while the cluster started.`);
  }

  async #startNode(
    name: string,
    hostIP: string,
    entry: URL | string,
    addresses: PodAddressPool,
  ): Promise<void> {
    const { random, onTrouble, plan } = this.#options;
    const thread = await NodeThread.start({
      name,
      entry,
      resolve: (host, namespace) => this.#network.names.resolve(host, namespace, random),
      onUnlistenable: (service, message) => this.#unlistenable(name, service, message),
      onTrouble,
      onLost: (cause) => this.#lose(name, cause),
    });
    const kubelet = new Kubelet(
      {
        ...this.#options,
        nodeName: name,
        hostIP,
        apiServer: plan.apiServer,
        addresses,
        configChanges: this.#configChanges,
        events: this.#events,
      },
      thread,
    );
    this.#nodes.set(name, { name, thread, kubelet });
  }

  #publish({ names, routes }: NetworkChange): void {
    const live = [...this.#nodes.values()].filter((node) => !this.#lost.has(node.name));
    const shares = shareRoutes(
      routes,
      live.map((node) => node.name),
    );
    for (const node of live) {
      const own = shares.get(node.name) ?? [];
      if (names.length + own.length > 0) node.thread.publish({ names, routes: own });
    }
  }

  #podChanged(type: StoreEvent['type'], pod: Pod): void {
    const { nodeName } = pod.spec;
    if (nodeName === undefined) return;
    const node = this.#nodes.get(nodeName);
    if (node !== undefined) return node.kubelet.handle(type, pod);
    const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
    if (type === 'DELETED' || deletionTimestamp === undefined || deletionGracePeriodSeconds === 0) return;
    // Somebody named a node that does not exist, and nobody else could say that the pod has stopped.
    const { store, onTrouble } = this.#options;
    const { namespace = '', name } = pod.metadata;
    store
      .delete(resources.pods, namespace, name, { gracePeriodSeconds: 0 })
      .catch((error: unknown) => onTrouble(`Pod ${namespace}/${name} could not be removed.`, error));
  }

  /** Said as an event of the Service, as it concerns only those who use its cluster IP. */
  #unlistenable(host: string, key: string, message: string): void {
    const { namespace, name } = splitKey(key);
    const service = this.#options.store.get(resources.services, namespace, name);
    if (service === undefined) return;
    this.#events.warn(service, { reason: 'FailedToListen', message, component: 'service-proxy', host });
  }

  /** The thread has ended by itself: its pods have failed, its services move to the other nodes. */
  #lose(name: string, cause: Error): void {
    this.#lost.add(name);
    const { store, date, onTrouble } = this.#options;
    const message = `The thread of ${name} ended unexpectedly: ${cause.message}`;
    onTrouble(message, cause);
    this.#publish({ names: [], routes: this.#network.snapshot().routes });
    const recorded = [markNodeLost(store, name, message, date)];
    const node = this.#nodes.get(name);
    if (node !== undefined) recorded.push(node.kubelet.lose(message));
    this.#losses.push(
      Promise.all(recorded).then(
        () => undefined,
        (error: unknown) => onTrouble(`The loss of ${name} could not be recorded.`, error),
      ),
    );
  }

  #find(namespace: string, pod: string): ReturnType<Parameters<typeof podRuntime>[0]> {
    for (const { kubelet } of this.#nodes.values()) {
      const run = kubelet.find(namespace, pod);
      if (run !== undefined) return { kubelet, run };
    }
    return undefined;
  }
}
