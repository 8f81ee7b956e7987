import type { BackendPlan } from '../compile/plan.ts';
import type { World } from '../compile/world.ts';
import type { Service, ServicePort, TrafficSplit, Weight } from '../objects/model.ts';
import { milliOfQuantity } from '../objects/quantity.ts';
import type { Chance, Round, SplitRules } from './behaviour.ts';

export const splitRules: SplitRules = {
  governs,
  weightOf,
  backendService,
  backendPort,
  rootPorts: (root) => root.ports,
  enforce: (split) => split,
  ownEndpoints: (endpoints) => endpoints,
  // As Kubernetes has it: what is not ready gets no traffic.
  takesPart: (ready) => ready,
  // An intercepted connection knows the address that was meant; what its requests call themselves is the application's business.
  routesBy: 'address',
  carries: () => true,
  holdsFor: () => true,
  pickBackend,
  turns: 'by-backend',
  splitsForUnmeshed: false,
  tellsOfMismatch: true,
};

/** The root is a Service of the split's own namespace, by its name or by the longer forms of it. */
function governs(split: TrafficSplit, service: Service): boolean {
  return split.namespace === service.namespace && localName(split.service, split.namespace) === service.name;
}

/** `root`, `root.ns`, `root.ns.svc` and so on name the same Service; undefined for a name in another namespace. */
export function localName(name: string, namespace: string): string | undefined {
  const [first = '', second, third] = name.split('.');
  const local = second === undefined || (second === namespace && (third === undefined || third === 'svc'));
  return local && first !== '' ? first : undefined;
}

/** v1alpha1 has quantities (`1` is `1000m`), later versions whole numbers: both become thousandths, so that they can be added. */
function weightOf(weight: Weight): number {
  if (weight.quantity) return milliOfQuantity(String(weight.raw)) ?? 0;
  const milli = Math.round(Number(weight.raw) * 1000);
  return Number.isSafeInteger(milli) && milli > 0 ? milli : 0;
}

function backendService(split: TrafficSplit, name: string, world: World): Service | undefined {
  const local = localName(name, split.namespace);
  return local === undefined ? undefined : world.namespace(split.namespace).services.get(local);
}

/** Ports match by number; which container port that is, each backend says for itself. */
function backendPort(backend: Service, root: ServicePort): ServicePort | undefined {
  return backend.ports.find((port) => port.port === root.port && port.transport === root.transport);
}

function pickBackend(backends: readonly BackendPlan[], round: Round, chance: Chance): number {
  return chance.scheduler === 'random' ? pickByChance(backends, chance.random) : pickInTurn(backends, round);
}

/**
 * Smooth weighted round robin: each backend gains its weight, the richest is picked and pays the total. Over any number of
 * picks no backend is further than one pick from its share.
 */
export function pickInTurn(backends: readonly BackendPlan[], round: Round): number {
  const current = round.current;
  let total = 0;
  let best = -1;
  let most = -Infinity;
  for (let index = 0; index < backends.length; index += 1) {
    const weight = backends[index]?.weight ?? 0;
    if (weight <= 0) continue;
    total += weight;
    const credit = (current[index] ?? 0) + weight;
    current[index] = credit;
    if (credit > most) {
      most = credit;
      best = index;
    }
  }
  if (best >= 0) current[best] = most - total;
  return best;
}

export function pickByChance(backends: readonly BackendPlan[], random: () => number): number {
  const total = backends.reduce((sum, backend) => sum + backend.weight, 0);
  if (total <= 0) return -1;
  let left = random() * total;
  let last = -1;
  for (let index = 0; index < backends.length; index += 1) {
    const weight = backends[index]?.weight ?? 0;
    if (weight <= 0) continue;
    last = index;
    if (left < weight) return index;
    left -= weight;
  }
  // Rounding may leave a crumb over: it belongs to the last backend with a weight, never to one without.
  return last;
}
