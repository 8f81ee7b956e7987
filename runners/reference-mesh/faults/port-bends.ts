import type { Behaviour } from '../behaviour/behaviour.ts';
import type { SplitPlan } from '../compile/plan.ts';
import type { World } from '../compile/world.ts';
import type { Service, ServicePort } from '../objects/model.ts';

/** A port of a Service that is being compiled. */
export interface PortInWork {
  readonly root: Service;
  readonly port: ServicePort;
  /** Tells the port from all others of the cluster. */
  readonly key: string;
}

export type BendSplits = (plans: readonly SplitPlan[], at: PortInWork, world: World) => readonly SplitPlan[];

/**
 * Bends the splits of each port, knowing which one it is: the compiler asks for the ports of a Service first, and then goes
 * over them in that order.
 */
export function bendingPorts(behaviour: Behaviour, bend: BendSplits): Behaviour {
  let ports: readonly PortInWork[] = [];
  let place = 0;
  return {
    ...behaviour,
    rootPorts: (root, backends) => {
      const asked = behaviour.rootPorts(root, backends);
      const name = `${root.namespace}/${root.name} ${root.uid}`;
      ports = asked.map((port) => ({ root, port, key: `${name} ${port.port}/${port.transport}` }));
      place = 0;
      return asked;
    },
    inOrder: (compiled, world) => {
      const plans = behaviour.inOrder(compiled, world);
      const at = ports[place];
      place += 1;
      return at === undefined ? plans : bend(plans, at, world);
    },
  };
}
