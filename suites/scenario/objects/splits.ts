import type { SmiDialect, TrafficSplit } from '../../../fixtures/smi/model.ts';
import type { Lease } from '../../../fixtures/testbed/lease.ts';
import type { AppliedSplit, Backends, RouteGroup, ServiceName, SplitOptions } from '../context.ts';
import type { ScenarioObjects } from './objects.ts';
import type { ScenarioServices } from '../workloads/services.ts';
import { sharesOf, type ScenarioState, type Shares } from '../state.ts';
import { wholeWeights } from './weights.ts';

/** What a split says at the moment. */
interface SplitState {
  readonly root: ServiceName;
  readonly backends: Backends;
  readonly matches: readonly RouteGroup[] | undefined;
}

/** The TrafficSplits of one scenario, and what each means for the state that gates wait for. */
export class ScenarioSplits {
  readonly #lease: Lease;
  readonly #objects: ScenarioObjects;
  readonly #services: ScenarioServices;
  readonly #state: ScenarioState;
  readonly #dialect: SmiDialect;
  readonly #signal: AbortSignal;

  constructor(
    lease: Lease,
    objects: ScenarioObjects,
    services: ScenarioServices,
    state: ScenarioState,
    dialect: SmiDialect,
    signal: AbortSignal,
  ) {
    this.#lease = lease;
    this.#objects = objects;
    this.#services = services;
    this.#state = state;
    this.#dialect = dialect;
    this.#signal = signal;
  }

  async create(
    root: ServiceName,
    backends: Backends,
    { name = splitNameOf(root), matches, firstIn = this.#dialect.split }: SplitOptions = {},
  ): Promise<AppliedSplit> {
    let now: SplitState = { root, backends, matches };
    const write = async (changed: Partial<SplitState>): Promise<void> => {
      now = { ...now, ...changed };
      await this.#objects.replace(this.#object(name, now), this.#signal);
    };
    await this.#objects.create(this.#object(name, now), this.#signal, { ...this.#dialect, split: firstIn });
    this.#follow(now);
    return {
      update: async (changed) => {
        await write({ backends: changed });
        this.#follow(now);
      },
      again: async () => {
        await this.#objects.applyAgain(this.#object(name, now), this.#signal);
      },
      moveTo: async (other) => {
        const left = now.root;
        await write({ root: other });
        this.#leave(left);
        this.#follow(now);
      },
      changeMatches: async (changed) => {
        await write({ matches: changed });
        this.#follow(now, { conditionsChanged: true });
      },
      isToldInEvents: async () => await this.#objects.toldInEvents(this.#object(name, now), this.#signal),
      remove: async () => {
        await this.#objects.remove(this.#object(name, now), this.#signal);
        this.#leave(now.root);
      },
    };
  }

  #object(name: string, { root, backends, matches }: SplitState): TrafficSplit {
    return {
      kind: 'TrafficSplit',
      name: this.#lease.nameFor(name),
      namespace: this.#lease.testbed.namespaces.home,
      service: root,
      backends: Object.entries(backends).map(([service, weight]) => ({ service, weight })),
      ...(matches === undefined ? {} : { matches }),
    };
  }

  #follow({ root, backends, matches }: SplitState, change: { readonly conditionsChanged?: true } = {}): void {
    const now = {
      shares: this.#sharesBehind(backends),
      own: this.#own(root),
      conditional: matches !== undefined && matches.length > 0,
    };
    this.#state.routeChanged(root, now, change);
  }

  #leave(root: ServiceName): void {
    const own = this.#own(root);
    this.#state.routeChanged(root, { shares: own, own, conditional: false });
  }

  /** What the Service gives without a split. */
  #own(root: ServiceName): Shares {
    return sharesOf(this.#services.find(root)?.endpoints ?? []);
  }

  /** Shares by workload that a split gives, as far as its backends exist. */
  #sharesBehind(backends: Backends): Shares {
    const weights = wholeWeights(backends);
    return sharesOf(
      [...weights].flatMap(([service, weight]) => {
        const endpoints = sharesOf(this.#services.find(service)?.endpoints ?? []);
        return Object.entries(endpoints).map(([workload, share]) => [workload, share * weight] as const);
      }),
    );
  }
}

/** Not the root's name unless the scenario wants it: nothing may hang on equal names. */
export function splitNameOf(root: ServiceName): string {
  return `${root}-split`;
}
