import type { BackendPlan } from '../compile/plan.ts';
import type { Fault } from './fault.ts';
import { bendingPorts } from './port-bends.ts';

/** Weights, turns and ports that come out right for most splits and most clients. */
export const turnFaults: readonly Fault[] = [
  {
    name: 'bare-numbers-in-thousandths',
    lies: 'A quantity that is written as a plain number, without quotes, counts in thousandths: 1 weighs less than 500m.',
    breaks: ['split.weights.milli-mixed'],
    bend: (behaviour) => ({
      ...behaviour,
      weightOf: (weight) =>
        weight.quantity && typeof weight.raw === 'number'
          ? Math.max(0, Math.round(weight.raw))
          : behaviour.weightOf(weight),
    }),
  },
  {
    name: 'one-turn-for-all-backends',
    lies: 'One counter goes over the pods of all backends of a split, so that of two equal backends with two pods each only one pod of each is called.',
    breaks: ['split.weights.within-backend-balanced'],
    bend: (behaviour) => ({ ...behaviour, turns: 'by-split' }),
  },
  {
    name: 'grpc-ports-unsplit',
    lies: 'A port that is declared to speak gRPC, by the beginning of its name or by its appProtocol, is not split.',
    breaks: ['split.ports.multi'],
    bend: (behaviour) =>
      bendingPorts(behaviour, (plans, { port }) =>
        (port.appProtocol ?? port.name.split('-')[0]) === 'grpc' ? [] : plans,
      ),
  },
  {
    name: 'own-pod-passed-over',
    lies: 'A pod is never sent to itself: when it calls the root, a backend that has no other pod gets nothing from it, and the others get its share.',
    breaks: ['split.client.server-as-client'],
    bend: (behaviour) => ({
      ...behaviour,
      pickBackend: (backends, round, chance) => {
        const isOwn = ({ endpoints }: BackendPlan): boolean =>
          endpoints.length > 0 && endpoints.every(({ pod }) => pod === chance.client);
        if (!backends.some(isOwn)) return behaviour.pickBackend(backends, round, chance);
        const others = backends.map((backend) => (isOwn(backend) ? { ...backend, weight: 0 } : backend));
        const picked = behaviour.pickBackend(others, round, chance);
        return picked < 0 ? behaviour.pickBackend(backends, round, chance) : picked;
      },
    }),
  },
];
