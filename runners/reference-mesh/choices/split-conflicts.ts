import type { Behaviour } from '../behaviour/behaviour.ts';
import type { SplitPlan } from '../compile/plan.ts';
import { at, ofKind } from '../faults/bend-definition.ts';
import type { Service, TrafficSplit } from '../objects/model.ts';
import type { World } from '../compile/world.ts';
import type { Choice } from './choice.ts';
import { halfOfAll } from './half.ts';

/** Marks the backends of splits that became one, so that picking among them can be told from any other. */
const merged = 'merged ';
/** Requests of a side-car that a change of a split costs. */
const lostAtChange = 3;

/** Open points of ports, of several splits of one root, and of what an update costs, decided otherwise. */
export const conflictChoices: readonly Choice[] = [
  {
    name: 'partial-backends-left-out',
    chooses: 'A backend that has some ports of the root and lacks others is left out for all of them.',
    shows: { 'split.ports.partial': 'backend-left-out' },
    bend: partialBackends(() => undefined),
  },
  {
    name: 'partial-backends-fail',
    chooses: 'A backend that has some ports of the root keeps its share of the others, and that fails.',
    shows: { 'split.ports.partial': 'fails' },
    bend: partialBackends((service, lacking) => ({
      ...service,
      ports: [...service.ports, ...lacking.map((port) => ({ ...port, name: 'none' }))],
    })),
  },
  {
    name: 'partial-backends-undo-the-split',
    chooses: 'A split is not in force whose backends have some ports of the root and lack others.',
    shows: { 'split.ports.partial': 'mixed' },
    bend: (behaviour) => ({
      ...behaviour,
      governs: (split, service, world) =>
        behaviour.governs(split, service, world) &&
        split.backends.every((backend) => {
          const found = behaviour.backendService(split, backend.service, world);
          return found === undefined || !isPartial(behaviour, found, service);
        }),
    }),
  },
  {
    name: 'mismatched-splits-ignored',
    chooses: 'A split without a backend that has the port of its root is not in force there.',
    shows: { 'split.ports.all-mismatch': 'root' },
    bend: withoutBackends(() => undefined),
  },
  {
    name: 'mismatched-splits-fail-by-half',
    chooses:
      'A split without a backend that has the port of its root takes every second request, and fails it.',
    shows: { 'split.ports.all-mismatch': 'mixed' },
    bend: withoutBackends((split) => ({ ...split, conditions: halfOfAll })),
  },
  {
    name: 'mismatched-splits-refused',
    chooses:
      'Admission refuses a backend of another port, by the name that tells of it: schemas know no ports.',
    shows: { 'split.ports.admission': 'rejected' },
    bendDefinition: ofKind(
      'TrafficSplit',
      at(['spec', 'backends', '*', 'service'], (schema) => ({ ...schema, not: { pattern: '^other-port-' } })),
    ),
  },
  {
    name: 'newer-split-decides',
    chooses: 'Of several splits of one root the newest is in force.',
    shows: { 'split.conflict.same-root': 'newest' },
    bend: ofSeveral((plans) => plans.slice(-1)),
  },
  {
    name: 'splits-of-a-root-merge',
    chooses: 'Several splits of one root are one with all their backends.',
    shows: { 'split.conflict.same-root': 'merged' },
    bend: ofSeveral((plans) => [together(plans)]),
  },
  {
    name: 'splits-of-a-root-cancel-out',
    chooses: 'Of several splits of one root none is in force.',
    shows: { 'split.conflict.same-root': 'neither' },
    bend: ofSeveral(() => []),
  },
  {
    name: 'splits-of-a-root-fail',
    chooses: 'A root with several splits is answered with errors.',
    shows: { 'split.conflict.same-root': 'fails' },
    bend: ofSeveral((plans) => [{ ...together(plans), backends: [] }]),
  },
  {
    name: 'older-split-by-half',
    chooses: 'Of several splits of one root the oldest is in force, for every second request.',
    shows: { 'split.conflict.same-root': 'mixed' },
    bend: ofSeveral((plans) => plans.slice(0, 1).map((plan) => ({ ...plan, conditions: halfOfAll }))),
  },
  {
    name: 'clients-take-sides',
    chooses: 'Of several splits of one root each client obeys one, and not all the same.',
    shows: { 'split.conflict.same-root': 'unstable' },
    bend: (behaviour) => {
      const bent = ofSeveral((plans) => [together(plans)])(behaviour);
      return {
        ...bent,
        pickBackend: (backends, round, chance) =>
          backends[0]?.service.startsWith(merged) === true
            ? Number(/client-([0-9])/.exec(chance.client)?.[1] ?? 0) % backends.length
            : bent.pickBackend(backends, round, chance),
      };
    },
  },
  {
    name: 'updates-cost-requests',
    chooses: 'Each change of a split costs each client a few requests.',
    shows: { 'split.lifecycle.hitless': 'some-failed' },
    bend: (behaviour) => {
      const seen = new WeakMap<object, number>();
      return {
        ...behaviour,
        pickBackend: (backends, round, chance) => {
          const before = seen.get(round) ?? 0;
          seen.set(round, before + 1);
          return before < lostAtChange ? -1 : behaviour.pickBackend(backends, round, chance);
        },
      };
    },
  },
];

function isPartial(behaviour: Behaviour, backend: Service, root: Service): boolean {
  const had = root.ports.filter((port) => behaviour.backendPort(backend, port) !== undefined).length;
  return had > 0 && had < root.ports.length;
}

function partialBackends(
  become: (service: Service, lacking: Service['ports']) => Service | undefined,
): (behaviour: Behaviour) => Behaviour {
  const rootOf = (behaviour: Behaviour, split: TrafficSplit, world: World): Service | undefined =>
    [...world.namespace(split.namespace).services.values()].find((service) =>
      behaviour.governs(split, service, world),
    );
  return (behaviour) => ({
    ...behaviour,
    backendService: (split, name, world) => {
      const service = behaviour.backendService(split, name, world);
      const root = rootOf(behaviour, split, world);
      if (service === undefined || root === undefined || !isPartial(behaviour, service, root)) return service;
      const lacking = root.ports.filter((port) => behaviour.backendPort(service, port) === undefined);
      return become(service, lacking);
    },
  });
}

function withoutBackends(
  fate: (split: SplitPlan) => SplitPlan | undefined,
): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    enforce: (split, own, written) => {
      const changed = split.backends.length === 0 ? fate(split) : split;
      return changed === undefined ? undefined : behaviour.enforce(changed, own, written);
    },
  });
}

/** Oldest first; splits with conditions are another matter (split-company.ts). */
function ofSeveral(
  bend: (plans: readonly SplitPlan[]) => readonly SplitPlan[],
): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    inOrder: (splits, world) => {
      const plans = behaviour.inOrder(splits, world);
      return plans.length > 1 && plans.every(({ conditions }) => conditions === undefined)
        ? bend(plans)
        : plans;
    },
  });
}

function together(plans: readonly SplitPlan[]): SplitPlan {
  const backends = plans.flatMap((plan) => plan.backends);
  return {
    id: plans.map(({ id }) => id).join(),
    backends: backends.map((backend) => ({ ...backend, service: `${merged}${backend.service}` })),
  };
}
