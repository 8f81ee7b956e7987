import type { Behaviour, RequestTest, Round } from '../behaviour/behaviour.ts';
import {
  portKey,
  type BackendPlan,
  type Endpoint,
  type PortPlan,
  type ServiceDestination,
  type SplitPlan,
} from '../compile/plan.ts';

/** A turn over the endpoints of one backend, or of the Service itself. */
export interface Turn {
  next: number;
}

export interface LiveSplit {
  readonly plan: SplitPlan;
  /** Undefined: for every request. */
  readonly test: RequestTest | undefined;
  readonly round: Round;
  /** By backend. */
  readonly turns: readonly Turn[];
}

export interface LivePort {
  readonly protocol: PortPlan['protocol'];
  readonly own: readonly Endpoint[];
  readonly ownTurn: Turn;
  readonly splits: readonly LiveSplit[];
}

/** A Service as a side-car uses it: the plan, and whose turn it is. Rounds go on over changes that do not concern them. */
export class LiveService {
  #destination: ServiceDestination;
  /** By `portKey`. */
  #ports = new Map<string, LivePort>();

  constructor(destination: ServiceDestination, behaviour: Behaviour) {
    this.#destination = destination;
    this.rebuild(behaviour);
  }

  get destination(): ServiceDestination {
    return this.#destination;
  }

  get grants(): ServiceDestination['grants'] {
    return this.#destination.grants;
  }

  get namespace(): string {
    return this.#destination.namespace;
  }

  get name(): string {
    return this.#destination.name;
  }

  port(number: number): LivePort | undefined {
    return this.#ports.get(portKey(number, 'TCP'));
  }

  datagramPort(number: number): LivePort | undefined {
    return this.#ports.get(portKey(number, 'UDP'));
  }

  update(destination: ServiceDestination, behaviour: Behaviour): void {
    this.#destination = destination;
    this.rebuild(behaviour);
  }

  rebuild(behaviour: Behaviour): void {
    const before = this.#ports;
    this.#ports = new Map(
      Object.entries(this.#destination.ports).map(([key, plan]) => [
        key,
        livePort(plan, before.get(key), behaviour),
      ]),
    );
  }
}

function livePort(plan: PortPlan, before: LivePort | undefined, behaviour: Behaviour): LivePort {
  return {
    protocol: plan.protocol,
    own: plan.own,
    ownTurn: before?.ownTurn ?? { next: 0 },
    splits: plan.splits.map((split) => liveSplit(split, before, behaviour)),
  };
}

function liveSplit(plan: SplitPlan, before: LivePort | undefined, behaviour: Behaviour): LiveSplit {
  const same = before?.splits.find(
    (split) => split.plan.id === plan.id && sameShares(split.plan.backends, plan.backends),
  );
  return {
    plan,
    test: plan.conditions === undefined ? undefined : behaviour.conditionTest(plan.conditions, behaviour),
    round: same?.round ?? { current: plan.backends.map(() => 0) },
    turns: same?.turns ?? newTurns(plan.backends, behaviour),
  };
}

function newTurns(backends: readonly BackendPlan[], { turns }: Behaviour): readonly Turn[] {
  const shared: Turn = { next: 0 };
  return backends.map(() => (turns === 'by-split' ? shared : { next: 0 }));
}

function sameShares(a: readonly BackendPlan[], b: readonly BackendPlan[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ service, weight }, index) => b[index]?.service === service && b[index].weight === weight)
  );
}
