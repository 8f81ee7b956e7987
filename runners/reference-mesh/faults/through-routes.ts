import type { Behaviour } from '../behaviour/behaviour.ts';
import type { NamespaceView, World } from '../compile/world.ts';
import type { HttpRoute, HttpRouteGroup } from '../objects/model.ts';

export type Routes = readonly HttpRoute[];

/** Bends what is read of route groups, for access and for conditions alike. */
export function throughRoutes(behaviour: Behaviour, change: (routes: Routes) => Routes): Behaviour {
  const changed = (group: HttpRouteGroup): HttpRouteGroup => ({ ...group, routes: change(group.routes) });
  return {
    ...behaviour,
    groupOf: (rule, target, view, world) => {
      const group = behaviour.groupOf(rule, target, view, world);
      return group === undefined ? undefined : changed(group);
    },
    conditionsOf: (split, world) => behaviour.conditionsOf(split, withGroups(world, changed)),
  };
}

function withGroups(world: World, change: (group: HttpRouteGroup) => HttpRouteGroup): World {
  const changed = (view: NamespaceView): NamespaceView => ({
    name: view.name,
    services: view.services,
    slicesOf: (service) => view.slicesOf(service),
    pods: view.pods,
    splits: view.splits,
    targets: view.targets,
    groups: new Map([...view.groups].map(([name, group]) => [name, change(group)])),
    tcpRoutes: view.tcpRoutes,
    udpRoutes: view.udpRoutes,
    bindings: view.bindings,
  });
  return {
    namespace: (name) => changed(world.namespace(name)),
    namespaces: () => [...world.namespaces()].map(changed),
  };
}
