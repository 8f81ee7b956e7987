import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Service, ServicePort, TrafficSplit } from '../objects/model.ts';
import { endpointsOf } from './endpoints.ts';
import type { BackendPlan, Endpoint, SplitPlan } from './plan.ts';
import type { World } from './world.ts';

/** The splits in force on one port of a root Service. */
export function splitsOf(
  behaviour: Behaviour,
  world: World,
  splits: readonly TrafficSplit[],
  port: ServicePort,
  own: readonly Endpoint[],
): readonly SplitPlan[] {
  const compiled = splits.flatMap((split) => {
    const conditions = behaviour.conditionsOf(split, world);
    const plan: SplitPlan = {
      id: `${split.namespace}/${split.name} ${split.uid}`,
      createdAt: split.createdAt,
      ...(conditions === undefined ? {} : { conditions }),
      backends: split.backends.flatMap((backend) => {
        const service = behaviour.backendService(split, backend.service, world);
        return service === undefined
          ? []
          : backendPlan(behaviour, world, service, port, behaviour.weightOf(backend.weight));
      }),
    };
    const enforced = behaviour.enforce(plan, own, split);
    return enforced === undefined ? [] : [{ written: split, plan: enforced }];
  });
  return behaviour.inOrder(compiled, world);
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
  const endpoints = endpointsOf(behaviour, world.namespace(service.namespace), service, port);
  return [{ service: service.name, weight, endpoints }];
}
