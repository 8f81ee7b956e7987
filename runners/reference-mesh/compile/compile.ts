import type { Behaviour } from '../behaviour/behaviour.ts';
import { destinationsOf } from './destinations.ts';
import { grantsOf } from './grants.ts';
import type { Destination, Grant } from './plan.ts';
import type { NamespaceView, World } from './world.ts';

/** What side-cars need of one namespace. */
export interface NamespacePlan {
  /** By IP address. */
  readonly destinations: ReadonlyMap<string, Destination>;
  /** By URI of the destination's identity. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
}

/** Pure: the same world and behaviour give the same plan. */
export function compileNamespace(behaviour: Behaviour, world: World, view: NamespaceView): NamespacePlan {
  const grants = grantsOf(behaviour, world, view);
  return { destinations: destinationsOf(behaviour, world, view, grants), grants };
}
