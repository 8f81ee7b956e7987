import { isDeepStrictEqual } from 'node:util';
import type { ResourceId } from '../api/store.ts';
import { endpointGroups, endpointSubsets, sliceName, type EndpointGroup } from './endpoint-slices.ts';
import type { ClusterEnvironment } from './environment.ts';
import { ObjectCache } from './object-cache.ts';
import { keyOf, resources, splitKey, type EndpointSlice, type Pod, type Service } from './objects/index.ts';
import { matchesLabels } from './selector.ts';
import { WorkQueue } from './work-queue.ts';

const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const managedByValue = 'endpointslice-controller.k8s.io';

/** Keeps the EndpointSlices and the Endpoints of every Service that has a selector; the others belong to whoever made them. */
export class ServiceController {
  readonly #environment: ClusterEnvironment;
  readonly #queue: WorkQueue;
  readonly #services: ObjectCache<Service>;
  readonly #pods: ObjectCache<Pod>;
  readonly #slices: ObjectCache<EndpointSlice>;

  constructor(environment: ClusterEnvironment) {
    const { store, clock, onTrouble } = environment;
    this.#environment = environment;
    this.#queue = new WorkQueue({
      name: 'Service',
      clock,
      onTrouble,
      reconcile: (key) => this.#reconcile(key),
    });
    this.#services = new ObjectCache<Service>(store, resources.services);
    this.#pods = new ObjectCache<Pod>(store, resources.pods);
    this.#slices = new ObjectCache<EndpointSlice>(store, resources.endpointSlices);
    this.#services.start((_type, service) => this.#queue.add(keyOf(service.metadata)));
    this.#pods.start((_type, pod, before) => this.#podChanged(pod, before));
    this.#slices.start((type, slice) => {
      if (type !== 'DELETED' || !isManaged(slice)) return;
      this.#queue.add(`${slice.metadata.namespace ?? ''}/${slice.metadata.labels?.[serviceNameLabel] ?? ''}`);
    });
  }

  async stop(): Promise<void> {
    for (const cache of [this.#services, this.#pods, this.#slices]) cache.close();
    await this.#queue.stop();
  }

  #podChanged(pod: Pod, before: Pod | undefined): void {
    for (const service of this.#services.inNamespace(pod.metadata.namespace ?? '')) {
      const { selector } = service.spec;
      const concerned =
        matchesLabels(selector, pod.metadata.labels) || matchesLabels(selector, before?.metadata.labels);
      if (concerned) this.#queue.add(keyOf(service.metadata));
    }
  }

  async #reconcile(key: string): Promise<void> {
    const service = this.#services.get(key);
    if (service === undefined) return this.#removeAll(key);
    const { selector } = service.spec;
    if (Object.keys(selector ?? {}).length === 0 || service.metadata.deletionTimestamp !== undefined) return;
    const { namespace } = splitKey(key);
    const pods = this.#pods
      .inNamespace(namespace)
      .filter((pod) => matchesLabels(selector, pod.metadata.labels));
    const groups = endpointGroups(service, pods);
    await this.#writeSlices(service, groups);
    await this.#write(resources.endpoints, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: service.metadata.name, namespace, labels: service.metadata.labels ?? {} },
      subsets: endpointSubsets(groups),
    });
  }

  async #writeSlices(service: Service, groups: readonly EndpointGroup[]): Promise<void> {
    const { name, namespace = '', uid, labels } = service.metadata;
    const wanted = new Set<string>();
    for (const group of groups) {
      wanted.add(sliceName(name, group));
      await this.#write(resources.endpointSlices, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: sliceName(name, group),
          namespace,
          labels: {
            ...labels,
            [serviceNameLabel]: name,
            [managedByLabel]: managedByValue,
            ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
          },
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true },
          ],
        },
        addressType: 'IPv4',
        endpoints: group.endpoints,
        ports: group.ports,
      });
    }
    for (const slice of this.#managed(namespace, name)) {
      if (!wanted.has(slice.metadata.name)) await this.#deleteSlice(slice);
    }
  }

  #managed(namespace: string, service: string): readonly EndpointSlice[] {
    return this.#slices
      .inNamespace(namespace)
      .filter((slice) => isManaged(slice) && slice.metadata.labels?.[serviceNameLabel] === service);
  }

  /** Creates the object, or brings labels, owners and content of the stored one to what is wanted. */
  async #write(resource: ResourceId, object: WantedObject): Promise<void> {
    const { name, namespace, ...metadata } = object.metadata;
    const { store } = this.#environment;
    if (store.get(resource, namespace, name) === undefined) {
      await store.create(resource, object);
      return;
    }
    await store.modify(resource, namespace, name, (current) => {
      const next = { ...current, ...object, metadata: { ...current.metadata, ...metadata } };
      return isDeepStrictEqual(next, current) ? undefined : next;
    });
  }

  async #removeAll(key: string): Promise<void> {
    const { namespace, name } = splitKey(key);
    for (const slice of this.#managed(namespace, name)) await this.#deleteSlice(slice);
    await this.#environment.store.delete(resources.endpoints, namespace, name);
  }

  async #deleteSlice(slice: EndpointSlice): Promise<void> {
    const { namespace = '', name } = slice.metadata;
    await this.#environment.store.delete(resources.endpointSlices, namespace, name);
  }
}

interface WantedObject extends Record<string, unknown> {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly Record<string, unknown>[];
  };
}

function isManaged(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[managedByLabel] === managedByValue;
}
