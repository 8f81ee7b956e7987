import type { Behaviour } from '../behaviour/behaviour.ts';
import type { BackendPlan, Endpoint, SplitPlan } from '../compile/plan.ts';
import type { Service, TrafficSplit } from '../objects/model.ts';
import type { World } from '../compile/world.ts';
import type { Choice } from './choice.ts';

const shown = ['split.backend.missing-weighted', 'split.backend.no-endpoints', 'split.backend.unready'];
const showing = (reading: string, ids: readonly string[] = shown): Choice['shows'] =>
  Object.fromEntries(ids.map((id) => [id, reading]));

/** What a split becomes that gives a share to a backend without endpoints. */
type Fate = (split: SplitPlan, own: readonly Endpoint[]) => SplitPlan | undefined;

/** Open points of backends that cannot take their share, and of what a backend may be, decided otherwise. */
export const backendChoices: readonly Choice[] = [
  {
    name: 'dead-shares-fail',
    chooses: 'A backend that has no endpoints, or no Service, keeps its share, and that fails.',
    shows: showing('share-fails'),
    bend: dead((split) => split),
  },
  {
    name: 'dead-shares-go-to-others',
    chooses: 'The share of a backend that has no endpoints, or no Service, goes to the others.',
    shows: showing('redistributed'),
    bend: dead((split) => ({ ...split, backends: split.backends.filter(alive) })),
  },
  {
    name: 'dead-shares-go-to-the-root',
    chooses: 'The share of a backend that has no endpoints, or no Service, goes to the root Service.',
    shows: showing('share-to-root'),
    bend: dead((split, own) => ofDead(split, (backend) => [{ ...backend, endpoints: own }])),
  },
  {
    name: 'dead-backends-fail-all',
    chooses: 'As long as a weighted backend has no endpoints, or no Service, the whole split fails.',
    shows: showing('all-fails'),
    bend: dead((split) => ({ ...split, backends: [] })),
  },
  {
    name: 'dead-backends-undo-the-split',
    chooses: 'As long as a weighted backend has no endpoints, or no Service, the split is not in force.',
    shows: showing('root'),
    bend: dead(() => undefined),
  },
  {
    name: 'dead-shares-half-to-the-root',
    chooses: 'Of the share of a backend that has no endpoints, or no Service, the root Service gets half.',
    shows: showing('mixed'),
    bend: dead((split, own) => ofDead(split, (backend) => [backend, { ...backend, endpoints: own }])),
  },
  {
    name: 'unready-pods-called',
    chooses: 'Pods that are not ready get their part like any other.',
    shows: { 'split.backend.unready': 'reached' },
    bend: (behaviour) => ({ ...behaviour, takesPart: () => true }),
  },
  {
    name: 'headless-backends-left-out',
    chooses: 'A headless Service cannot be a backend.',
    shows: { 'split.backend.service-types': 'headless-not-reached' },
    bend: leavingOut((service) => service.clusterIP === undefined),
  },
  {
    name: 'node-port-backends-left-out',
    chooses: 'A Service of type NodePort cannot be a backend.',
    shows: { 'split.backend.service-types': 'node-port-not-reached' },
    bend: leavingOut(({ nodePort }) => nodePort),
  },
  {
    name: 'only-plain-backends',
    chooses: 'Only a Service of type ClusterIP that has an address can be a backend.',
    shows: { 'split.backend.service-types': 'not-reached' },
    bend: leavingOut(({ clusterIP, nodePort }) => nodePort || clusterIP === undefined),
  },
];

function alive({ weight, endpoints }: BackendPlan): boolean {
  return weight === 0 || endpoints.length > 0;
}

/** The living count double, so that two may stand for one of the dead. */
function ofDead(split: SplitPlan, become: (backend: BackendPlan) => readonly BackendPlan[]): SplitPlan {
  const backends = split.backends.flatMap((backend) => {
    const kept = alive(backend) ? [backend, { ...backend, weight: 0 }] : become(backend);
    const weight = alive(backend) ? 2 : 2 / kept.length;
    return kept.map((one) => ({ ...one, weight: one.weight * weight }));
  });
  return { ...split, backends };
}

function dead(fate: Fate): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    backendService: (split, name, world) =>
      behaviour.backendService(split, name, world) ?? ghost(behaviour, split, name, world),
    enforce: (split, own, written) => {
      const changed = split.backends.length > 0 && !split.backends.every(alive) ? fate(split, own) : split;
      return changed === undefined ? undefined : behaviour.enforce(changed, own, written);
    },
  });
}

/** Stands for a Service that does not exist: it has the root's ports, and no endpoints. */
function ghost(behaviour: Behaviour, split: TrafficSplit, name: string, world: World): Service | undefined {
  const root = [...world.namespace(split.namespace).services.values()].find((service) =>
    behaviour.governs(split, service, world),
  );
  return root === undefined ? undefined : { ...root, name, clusterIP: undefined };
}

function leavingOut(refused: (service: Service) => boolean): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    backendService: (split, name, world) => {
      const service = behaviour.backendService(split, name, world);
      return service === undefined || refused(service) ? undefined : service;
    },
  });
}
