import type { Behaviour } from '../behaviour/behaviour.ts';
import type { BackendPlan } from '../compile/plan.ts';
import type { Fault } from './fault.ts';

/** Faults in what a backend is, and in which of its ports and pods stand for it. */
export const backendFaults: readonly Fault[] = [
  {
    name: 'backend-ports-split',
    lies: 'A port that only the backends have is split at the root as well.',
    breaks: ['split.ports.no-port-field'],
    bend: (behaviour) => ({
      ...behaviour,
      rootPorts: (root, backends) => {
        const all = [root, ...backends].flatMap(({ ports }) => ports);
        return [...new Map(all.map((port) => [port.port, port])).values()];
      },
    }),
  },
  {
    name: 'ports-matched-by-name',
    lies: 'A port of the root goes to the port of the same name at each backend.',
    breaks: ['split.ports.match-by-number'],
    bend: (behaviour) => ({
      ...behaviour,
      backendPort: (backend, root) => backend.ports.find(({ name }) => name === root.name),
    }),
  },
  {
    name: 'unnamed-ports-lost',
    lies: 'A backend whose port has no name gets nothing.',
    breaks: ['split.ports.match-by-number'],
    bend: (behaviour) => ({
      ...behaviour,
      backendPort: (backend, root) => {
        const port = behaviour.backendPort(backend, root);
        return port?.name === '' ? undefined : port;
      },
    }),
  },
  {
    name: 'target-ports-ignored',
    lies: 'Every backend is called on container port 8080, whatever its Service maps to.',
    breaks: ['split.ports.target-port', 'split.ports.named-target-port', 'ex.split.ports-valid'],
    bend: (behaviour) => bendingBackends(behaviour, (backend) => onPort(backend, 8080)),
  },
  {
    name: 'second-port-unsplit',
    lies: 'Only the first port of a root is split.',
    breaks: ['split.ports.multi'],
    bend: (behaviour) => ({ ...behaviour, rootPorts: (root) => root.ports.slice(0, 1) }),
  },
  {
    name: 'first-backend-port-only',
    lies: 'Traffic goes to the first port of a backend, whichever port of the root it came to.',
    breaks: [
      'split.ports.extra-on-backend',
      'split.ports.mismatch-excluded',
      'split.ports.service-update',
      'ex.split.ports-mismatch',
    ],
    bend: (behaviour) => ({ ...behaviour, backendPort: (backend) => backend.ports[0] }),
  },
  {
    name: 'first-pod-of-a-backend',
    lies: 'Of the pods of a backend only the first is used.',
    breaks: ['split.weights.within-backend-balanced'],
    bend: (behaviour) =>
      bendingBackends(behaviour, (backend) => ({ ...backend, endpoints: backend.endpoints.slice(0, 1) })),
  },
  {
    name: 'new-endpoints-unseen',
    lies: 'Of a backend only those pods are used that it had when it was first seen.',
    breaks: ['split.backend.scale-out'],
    alsoBreaks: ['split.workflow.*', 'split.lifecycle.order-independent', 'split.backend.*'],
    bend: (behaviour) => {
      const first = new Map<string, BackendPlan['endpoints']>();
      return {
        ...behaviour,
        enforce: (split, own, written) => {
          const backends = split.backends.map((backend) => {
            const key = `${split.id} ${backend.service} ${backend.endpoints[0]?.port}`;
            const endpoints = first.get(key) ?? backend.endpoints;
            if (endpoints.length > 0) first.set(key, endpoints);
            return { ...backend, endpoints };
          });
          return behaviour.enforce({ ...split, backends }, own, written);
        },
      };
    },
  },
  {
    name: 'mismatch-untold',
    lies: 'Nothing is told of a backend that is left out because of its ports.',
    breaks: ['split.ports.event'],
    bend: (behaviour) => ({ ...behaviour, tellsOfMismatch: false }),
  },
  {
    name: 'incomplete-splits-ignored',
    lies: 'A split is not in force as long as one of its backends does not exist.',
    breaks: ['split.backend.forward-reference', 'split.backend.appears-later', 'split.backend.deleted'],
    bend: (behaviour) => ({
      ...behaviour,
      enforce: (split, own, written) =>
        split.backends.length < written.backends.length ? undefined : behaviour.enforce(split, own, written),
    }),
  },
  {
    name: 'backends-of-one-root',
    lies: 'A Service that is a backend of one root is left out of the splits of others.',
    breaks: ['split.backend.shared'],
    bend: (behaviour) => ({
      ...behaviour,
      backendService: (split, name, world) => {
        const first = [...world.namespace(split.namespace).splits.values()].find(({ backends }) =>
          backends.some(({ service }) => service === name),
        );
        return first === undefined || first.service === split.service
          ? behaviour.backendService(split, name, world)
          : undefined;
      },
    }),
  },
  {
    name: 'splits-chained',
    lies: 'A backend that is itself the root of a split hands on to the first backend of that.',
    breaks: ['split.nonhierarchical'],
    bend: (behaviour) => ({
      ...behaviour,
      backendService: (split, name, world) => {
        const inner = [...world.namespace(split.namespace).splits.values()].find(
          ({ service }) => service === name,
        );
        return behaviour.backendService(split, inner?.backends[0]?.service ?? name, world);
      },
    }),
  },
  {
    name: 'backends-of-any-namespace',
    lies: 'A backend that its own namespace does not have is taken from another one.',
    breaks: ['split.scope.backends-same-namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      backendService: (split, name, world) =>
        behaviour.backendService(split, name, world) ??
        [...world.namespaces()].flatMap(({ services }) => services.get(name) ?? [])[0],
    }),
  },
  {
    name: 'splits-named-after-roots',
    lies: 'A split is in force only if its name begins as that of its root does.',
    breaks: ['split.conflict.name-independent'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        firstWord(split.name) === firstWord(service.name) && behaviour.governs(split, service, world),
    }),
  },
  {
    name: 'backends-call-themselves',
    lies: 'A pod of a backend that calls the root is sent to its own backend, whatever the weights.',
    breaks: ['split.client.server-as-client'],
    bend: (behaviour) => ({
      ...behaviour,
      pickBackend: (backends, round, chance) => {
        const own = backends.findIndex(({ endpoints }) => endpoints.some(({ pod }) => pod === chance.client));
        return own >= 0 ? own : behaviour.pickBackend(backends, round, chance);
      },
    }),
  },
];

function bendingBackends(behaviour: Behaviour, bend: (backend: BackendPlan) => BackendPlan): Behaviour {
  return {
    ...behaviour,
    enforce: (split, own, written) =>
      behaviour.enforce({ ...split, backends: split.backends.map(bend) }, own, written),
  };
}

function onPort(backend: BackendPlan, port: number): BackendPlan {
  return { ...backend, endpoints: backend.endpoints.map((endpoint) => ({ ...endpoint, port })) };
}

function firstWord(name: string): string {
  return name.split('-')[0] ?? name;
}
