import type { Behaviour, RequestView } from '../behaviour/behaviour.ts';
import type { SplitPlan } from '../compile/plan.ts';
import type { World } from '../compile/world.ts';
import type { SmiObject, TrafficSplit } from '../objects/model.ts';

// What several faults of splits bend.

/** Bends a split as it comes into force. */
export function bendingPlan(behaviour: Behaviour, bend: (plan: SplitPlan) => SplitPlan): Behaviour {
  return {
    ...behaviour,
    enforce: (plan, own, written) => {
      const enforced = behaviour.enforce(plan, own, written);
      return enforced === undefined ? undefined : bend(enforced);
    },
  };
}

/** Bends what the conditions of splits see of a request. */
export function viewing(behaviour: Behaviour, view: (request: RequestView) => RequestView): Behaviour {
  return {
    ...behaviour,
    conditionTest: (routes, rules) => {
      const test = behaviour.conditionTest(routes, rules);
      return (request) => test(view(request));
    },
  };
}

/** Bends what is believed of a split that exists now; `onGone` is told of one that was believed in and exists no more. */
export function believingSplits(
  behaviour: Behaviour,
  believe: (before: TrafficSplit | undefined, now: TrafficSplit) => TrafficSplit | undefined,
  onGone: (gone: TrafficSplit) => unknown = () => undefined,
): Behaviour {
  return {
    ...behaviour,
    believe: (before, now) => {
      const split = asSplit(before);
      if (now === undefined && split !== undefined) onGone(split);
      const believed = behaviour.believe(before, now);
      return believed?.kind === 'TrafficSplit' && now !== undefined ? believe(split, believed) : believed;
    },
  };
}

/** `root` of `root.ns.svc`. */
export function firstLabel(name: string): string {
  return name.split('.')[0] ?? name;
}

export function backendNames({ backends }: TrafficSplit): readonly string[] {
  return backends.map(({ service }) => firstLabel(service));
}

export function contentOf({ service, backends, groups, listsConditions }: TrafficSplit): string {
  return JSON.stringify([service, backends, groups, listsConditions]);
}

export function splitsOf(world: World, namespace: string): readonly TrafficSplit[] {
  return [...world.namespace(namespace).splits.values()];
}

/** Oldest first. */
export function byAge(splits: readonly TrafficSplit[]): readonly TrafficSplit[] {
  const key = ({ createdAt, name, uid }: TrafficSplit): string => `${createdAt} ${name} ${uid}`;
  return splits.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function asSplit(object: SmiObject | undefined): TrafficSplit | undefined {
  return object?.kind === 'TrafficSplit' ? object : undefined;
}
