import { localName } from '../behaviour/split.ts';
import type { Fault } from './fault.ts';

/** Faults in whose traffic a split is about. */
export const scopeFaults: readonly Fault[] = [
  {
    name: 'one-pod-per-service',
    lies: 'A Service without a split is reached at the first of its pods only.',
    breaks: ['split.root.baseline'],
    bend: (behaviour) => ({
      ...behaviour,
      ownEndpoints: (endpoints) => behaviour.ownEndpoints(endpoints).slice(0, 1),
    }),
  },
  {
    name: 'root-needs-pods',
    lies: 'A root Service that selects no pod is answered with an error instead of being split.',
    breaks: ['split.root.without-pods'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) =>
        behaviour.enforce(own.length === 0 ? { ...split, backends: [] } : split, own, written),
    }),
  },
  {
    name: 'overlapping-root-unsplit',
    lies: 'A split is dropped when the root Service selects pods of its backends, as in the rollout of the documents.',
    breaks: [
      'split.root.selector-overlaps-backends',
      'split.weights.zero',
      'split.workflow.rollout',
      'ex.split.workflow',
    ],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) => {
        const ownIps = new Set(own.map(({ ip }) => ip));
        const overlaps = split.backends.some(({ endpoints }) => endpoints.some(({ ip }) => ownIps.has(ip)));
        return overlaps ? undefined : behaviour.enforce(split, own, written);
      },
    }),
  },
  {
    name: 'only-full-names-split',
    lies: 'A split holds only for clients that name the Service by its fully qualified name.',
    breaks: ['split.root.name-forms'],
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) =>
        (client.host ?? '').split('.').length >= 5 && behaviour.holdsFor(client, split),
    }),
  },
  {
    name: 'unmeshed-clients-split',
    lies: 'Requests of clients outside the mesh are split by the side-car of whichever pod they reach.',
    breaks: ['split.client.unmeshed'],
    bend: (behaviour) => ({ ...behaviour, splitsForUnmeshed: true }),
  },
  {
    name: 'other-namespaces-unsplit',
    lies: 'A split holds only for clients in its own namespace.',
    breaks: ['split.client.other-namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) =>
        client.clientNamespace === client.rootNamespace && behaviour.holdsFor(client, split),
    }),
  },
  {
    name: 'late-clients-unsplit',
    lies: 'A split holds only for clients that were there when it was made.',
    breaks: ['split.lifecycle.new-client'],
    bend: (behaviour) => ({
      ...behaviour,
      holdsFor: (client, split) =>
        !(client.startedAt > Date.parse(split.createdAt ?? '')) && behaviour.holdsFor(client, split),
    }),
  },
  {
    name: 'split-in-every-namespace',
    lies: 'A split applies to Services of its root’s name in every namespace.',
    breaks: ['split.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service) => localName(split.service, split.namespace) === service.name,
    }),
  },
  {
    name: 'split-of-the-whole-namespace',
    lies: 'A split applies to every Service of its namespace but the backends.',
    breaks: ['split.scope.other-services', 'gen.unrelated-traffic'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service) =>
        split.namespace === service.namespace &&
        split.backends.every((backend) => backend.service !== service.name),
    }),
  },
  {
    name: 'direct-calls-split',
    lies: 'A call to a backend by its own name is split like a call to the root.',
    breaks: ['split.backend.direct-access', 'split.scope.other-services'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        behaviour.governs(split, service, world) ||
        (split.namespace === service.namespace &&
          split.backends.some((backend) => backend.service === service.name)),
    }),
  },
];
