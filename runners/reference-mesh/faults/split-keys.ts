import type { Round } from '../behaviour/behaviour.ts';
import type { BackendPlan, Endpoint } from '../compile/plan.ts';
import type { TrafficSplit } from '../objects/model.ts';
import type { Fault } from './fault.ts';
import { backendNames, bendingPlan, byAge, firstLabel, splitsOf } from './split-bends.ts';

/** Things that are two and kept under one key: of the same letters, numbers, addresses or weights. */
export const splitKeyFaults: readonly Fault[] = [
  {
    name: 'rounds-shared',
    lies: 'Ports and splits of the same backends and weights share one round, so that who alternates between two of them meets one backend of each.',
    breaks: ['split.ports.multi'],
    bend: (behaviour) => {
      const rounds = new Map<string, Round>();
      return {
        ...behaviour,
        pickBackend: (backends, _round, chance) => {
          const key = backends.map(({ service, weight }) => `${service} ${weight}`).join();
          const shared = rounds.get(key) ?? { current: backends.map(() => 0) };
          rounds.set(key, shared);
          return behaviour.pickBackend(backends, shared, { ...chance, scheduler: 'wrr' });
        },
      };
    },
  },
  {
    name: 'names-cut-short',
    lies: 'Backends whose names are alike in their first twenty letters are one: the last of them.',
    breaks: ['split.weights.equal'],
    bend: (behaviour) =>
      bendingPlan(behaviour, (plan) => {
        const cut = ({ service }: BackendPlan): string => service.slice(0, 20);
        const byKey = new Map(plan.backends.map((backend) => [cut(backend), backend]));
        const endpointsOf = (backend: BackendPlan) => byKey.get(cut(backend))?.endpoints ?? backend.endpoints;
        return {
          ...plan,
          backends: plan.backends.map((backend) => ({ ...backend, endpoints: endpointsOf(backend) })),
        };
      }),
  },
  {
    name: 'roots-by-their-beginning',
    lies: 'A split of a root is one of the Services, too, whose names begin with that of the root and a dash, unless they are its backends or have a split.',
    breaks: ['split.scope.other-services'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) => {
        if (behaviour.governs(split, service, world)) return true;
        if (split.namespace !== service.namespace) return false;
        if (!service.name.startsWith(`${firstLabel(split.service)}-`)) return false;
        const hasSplit = splitsOf(world, split.namespace).some(
          (other) => firstLabel(other.service) === service.name,
        );
        return !backendNames(split).includes(service.name) && !hasSplit;
      },
    }),
  },
  {
    name: 'namespace-dash-name',
    lies: 'Splits are kept by namespace, dash and name, so that shop/eu-web and shop-eu/web are one: the newer.',
    breaks: ['split.scope.namespace'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) => {
        const keyOf = ({ namespace, name }: TrafficSplit): string => `${namespace}-${name}`;
        const all = [...world.namespaces()].flatMap(({ splits }) => [...splits.values()]);
        const alike = byAge(all.filter((other) => keyOf(other) === keyOf(split)));
        return behaviour.governs(split, service, world) && alike.at(-1)?.uid === split.uid;
      },
    }),
  },
  {
    name: 'ports-in-fifteen-bits',
    lies: 'Ports above 32767 are negative numbers, and no backend has such a port.',
    breaks: ['split.ports.match-by-number'],
    bend: (behaviour) => ({
      ...behaviour,
      backendPort: (backend, root) => (root.port > 0x7fff ? undefined : behaviour.backendPort(backend, root)),
    }),
  },
  {
    name: 'endpoints-by-address',
    lies: 'Endpoints are kept by address without the port: pods behind two backends are called on the port of the first.',
    breaks: ['split.ports.target-port'],
    bend: (behaviour) =>
      bendingPlan(behaviour, (plan) => {
        const ports = new Map<string, number>();
        const kept = (endpoint: Endpoint): Endpoint => {
          const port = ports.get(endpoint.ip) ?? endpoint.port;
          ports.set(endpoint.ip, port);
          return { ...endpoint, port };
        };
        return {
          ...plan,
          backends: plan.backends.map((backend) => ({ ...backend, endpoints: backend.endpoints.map(kept) })),
        };
      }),
  },
  {
    name: 'backends-are-no-roots',
    lies: 'A split is not in force where its root is a backend of another one, not even for calls to that root itself.',
    breaks: ['split.nonhierarchical'],
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        behaviour.governs(split, service, world) &&
        !splitsOf(world, split.namespace).some(
          (other) => other.uid !== split.uid && backendNames(other).includes(service.name),
        ),
    }),
  },
  {
    name: 'shared-backends-weigh-once',
    lies: 'A backend of several splits has one weight for all of them: that of the newest.',
    breaks: ['split.backend.shared'],
    bend: (behaviour) => {
      let splits: readonly TrafficSplit[] = [];
      return {
        ...behaviour,
        // Asked right before `enforce`, which is not told of the world.
        conditionsOf: (split, world) => {
          splits = byAge(splitsOf(world, split.namespace));
          return behaviour.conditionsOf(split, world);
        },
        enforce: (plan, own, written) => {
          const weighed = (backend: BackendPlan): BackendPlan => {
            const newest = splits
              .flatMap((split) => split.backends)
              .findLast(({ service }) => firstLabel(service) === backend.service);
            return newest === undefined ? backend : { ...backend, weight: behaviour.weightOf(newest.weight) };
          };
          return behaviour.enforce({ ...plan, backends: plan.backends.map(weighed) }, own, written);
        },
      };
    },
  },
  {
    name: 'group-of-one-split',
    lies: 'A route group is a condition of the oldest split alone that names it; others that do hold for no request.',
    breaks: ['split.matches.miss-goes-to-root'],
    bend: (behaviour) => ({
      ...behaviour,
      conditionsOf: (split, world) => {
        if (split.groups.length === 0) return behaviour.conditionsOf(split, world);
        const splits = byAge(splitsOf(world, split.namespace));
        const groups = split.groups.filter(
          (name) => splits.find((other) => other.groups.includes(name))?.uid === split.uid,
        );
        return groups.length === 0 ? [] : behaviour.conditionsOf({ ...split, groups }, world);
      },
    }),
  },
];
