import type { Behaviour } from '../behaviour/behaviour.ts';
import type { HttpRoute, Service, ServicePort, TrafficSplit } from '../objects/model.ts';
import { endpointsOf } from './endpoints.ts';
import type { BackendPlan, Endpoint, SplitPlan } from './plan.ts';
import type { World } from './world.ts';

/** The splits in force on one port of a root Service. SMI does not order several: conditional ones first, then the oldest. */
export function splitsOf(
  behaviour: Behaviour,
  world: World,
  splits: readonly TrafficSplit[],
  port: ServicePort,
  own: readonly Endpoint[],
): readonly SplitPlan[] {
  return [...splits].sort(bySeniority).flatMap((split) => {
    const plan: SplitPlan = {
      id: `${split.namespace}/${split.name} ${split.uid}`,
      ...conditionsOf(world, split),
      backends: split.backends.flatMap((backend) => {
        const service = behaviour.backendService(split, backend.service, world);
        return service === undefined
          ? []
          : backendPlan(behaviour, world, service, port, behaviour.weightOf(backend.weight));
      }),
    };
    return behaviour.enforce(plan, own, split) ?? [];
  });
}

/** Which backends a split leaves out for a port although their Services exist: the configuration that the documents call invalid. */
export function mismatchedBackends(
  behaviour: Behaviour,
  world: World,
  split: TrafficSplit,
  port: ServicePort,
): readonly string[] {
  return split.backends.flatMap((backend) => {
    const service = behaviour.backendService(split, backend.service, world);
    return service !== undefined && behaviour.backendPort(service, port) === undefined ? [service.name] : [];
  });
}

function backendPlan(
  behaviour: Behaviour,
  world: World,
  service: Service,
  root: ServicePort,
  weight: number,
): readonly BackendPlan[] {
  const port = behaviour.backendPort(service, root);
  if (port === undefined) return [];
  const endpoints = endpointsOf(world.namespace(service.namespace), service, port);
  return [{ service: service.name, weight, endpoints }];
}

/** A missing group has no routes: a split that only refers to missing ones holds for nothing, never for everything. */
function conditionsOf(world: World, split: TrafficSplit): { readonly conditions?: readonly HttpRoute[] } {
  if (split.groups.length === 0) return {};
  const groups = world.namespace(split.namespace).groups;
  return { conditions: split.groups.flatMap((name) => groups.get(name)?.routes ?? []) };
}

function bySeniority(a: TrafficSplit, b: TrafficSplit): number {
  const conditional = Number(b.groups.length > 0) - Number(a.groups.length > 0);
  if (conditional !== 0) return conditional;
  return a.createdAt === b.createdAt ? compare(a.name, b.name) : compare(a.createdAt, b.createdAt);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
