import type { OutcomeCount, ProbeResult } from '../../../fixtures/agent/protocol.ts';
import type { AgentPod, Request } from '../../../fixtures/testbed/agent-pod.ts';
import { judgeEachReached, judgeExclusive, judgeNever, requestsToReach } from '../../judge/exclusive.ts';
import type { Granularity } from '../../judge/granularity.ts';
import { judgeShares } from '../../judge/sampling.ts';
import { designShares } from '../../judge/share-design.ts';
import { shareSample } from '../../judge/share-sample.ts';
import { tally } from '../../judge/tally.ts';
import type { Calls, LookOptions, Sight } from '../offers/calls.ts';
import { sharesOf, type Shares } from '../state.ts';
import type { KnownService } from '../workloads/services.ts';
import { Caller, usualRequests } from './caller.ts';
import { aboutConditions } from './conditions.ts';
import { look, lookAtGrain, lookDuring, settlesOn } from './looks.ts';
import { answeredAll, byPort, renamed } from './outcomes.ts';
import { gateTimeoutMs, type TrafficScope } from './waiting.ts';

/** Of those that wait for a workload with a small share. */
const rareBatch = 1000;
/** How likely it may be that somebody who takes part is not seen by chance. */
const missedByChance = 1e-10;

/** Calls of one client to one service. Every expectation waits for the gate, then judges fresh requests. */
export class ServiceCalls implements Calls {
  readonly #scope: TrafficScope;
  readonly #service: KnownService;
  readonly #caller: Caller;

  constructor(scope: TrafficScope, client: AgentPod, service: KnownService, request: Request) {
    this.#scope = scope;
    this.#service = service;
    this.#caller = new Caller(scope, client, service, request);
  }

  async areShared(weights: Readonly<Record<string, number>>): Promise<void> {
    const names = Object.keys(weights);
    const values = Object.values(weights);
    const previous = this.#caller.previous;
    const late = await this.#caller.awaitShares(sharesOf(Object.entries(weights)), previous);
    const verdict = await judgeShares({
      design: designShares(values, this.#scope.samples.shares),
      names,
      draw: async (n) =>
        shareSample(
          await this.#caller.send(n),
          names.map((name) => [name]),
        ),
      world: {
        backends: names.map((name, i) => ({ name, weight: values[i] ?? 0 })),
        root: Object.fromEntries(this.#service.endpoints),
        ...(previous === undefined ? {} : { previous }),
      },
      signal: this.#scope.signal,
    });
    await this.#caller.conclude(verdict, late);
  }

  async allReach(workload: string, options: { readonly requests?: number } = {}): Promise<void> {
    const late = await this.#caller.awaitShares({ [workload]: 1 }, this.#caller.previous);
    const { outcomes } = await this.#caller.sample(options.requests);
    const route = this.#scope.state.route(this.#service.name);
    const verdict = judgeExclusive({ only: [workload], outcomes });
    await this.#caller.conclude(aboutConditions(verdict, workload, route, tally(outcomes)), late);
  }

  async reachEach(workloads: readonly string[]): Promise<void> {
    const late = await this.#caller.awaitShares(even(workloads), undefined);
    // The least share a right mesh or plain Kubernetes could give one of them is that of one endpoint among all.
    const share = 1 / Math.max(workloads.length, this.#endpointCount());
    const { outcomes } = await this.#enoughFor(share);
    await this.#judgeEachAndOnly(workloads, share, outcomes, late);
  }

  async arriveOn(ports: Readonly<Record<string, number | readonly number[]>>): Promise<void> {
    const wanted = Object.entries(ports).flatMap(([workload, one]) =>
      [one].flat().map((port) => `${workload}:${port}`),
    );
    const late = await this.#caller.awaitShares(even(wanted), undefined, byPort);
    const share = 1 / wanted.length;
    const { outcomes } = await this.#enoughFor(share);
    await this.#judgeEachAndOnly(wanted, share, renamed(outcomes, byPort), late);
  }

  async reachEveryPodOf(...workloads: readonly string[]): Promise<void> {
    const late = await this.#caller.awaitShares(even(workloads), undefined);
    const pods = workloads.flatMap((workload) => this.#scope.podsOf(workload));
    // A balancer may like one pod better than another: each must get a fraction of its even part, no more.
    const share = 1 / (6 * pods.length);
    const { outcomes } = await this.#caller.send(requestsToReach(share, missedByChance));
    const byPod = renamed(outcomes, ({ pod }) => pod);
    await this.#judgeEachAndOnly(pods, share, byPod, late);
  }

  async neverReach(
    workloads: readonly string[],
    { requests }: { readonly requests?: number } = {},
  ): Promise<void> {
    const { environment, state, signal } = this.#scope;
    await environment.clock.sleep(
      state.untilSettled(environment.options.profile.convergence.typicalMs),
      signal,
    );
    const { outcomes } = await this.#caller.sample(requests, gateTimeoutMs);
    await this.#caller.conclude(judgeNever({ never: workloads, outcomes }), []);
  }

  async leaveNobodyOut(weights: Readonly<Record<string, number>>): Promise<void> {
    const shares = sharesOf(Object.entries(weights));
    const names = Object.keys(shares);
    const each = Object.entries(shares).map(([workload, share]) => ({ workload, share }));
    const late = await this.#caller.awaitShares(shares, this.#caller.previous);
    const enough = requestsToReach(Math.min(...Object.values(shares)), missedByChance);
    const outcomes: OutcomeCount[] = [];
    // Whoever has answered once was not left out: no more is asked than it takes to see that.
    for (let sent = 0; sent < enough && !answeredAll(names, outcomes); sent += rareBatch)
      outcomes.push(...(await this.#caller.send(rareBatch)).outcomes);
    await this.#caller.conclude(judgeEachReached({ each, outcomes }), late);
    await this.#caller.conclude(judgeExclusive({ only: names, outcomes }), late);
  }

  async settleOn(workload: string, { port }: { readonly port?: number } = {}): Promise<boolean> {
    return await settlesOn(this.#caller, workload, port);
  }

  async grain(backends: number): Promise<Granularity> {
    return await lookAtGrain(this.#caller, backends);
  }

  async look(options: LookOptions = {}): Promise<Sight> {
    return await look(this.#caller, options);
  }

  async during(change: () => Promise<void>): Promise<Sight> {
    return await lookDuring(this.#caller, change);
  }

  #endpointCount(): number {
    return [...this.#service.endpoints.values()].reduce((sum, count) => sum + count, 0);
  }

  /** As many requests as it takes to see whoever has this share, and no fewer than usual. */
  async #enoughFor(share: number): Promise<ProbeResult> {
    const usual = this.#scope.samples.requests(usualRequests);
    return await this.#caller.send(Math.max(usual, requestsToReach(share, missedByChance)));
  }

  async #judgeEachAndOnly(
    workloads: readonly string[],
    share: number,
    outcomes: readonly OutcomeCount[],
    late: readonly string[],
  ): Promise<void> {
    const each = workloads.map((workload) => ({ workload, share }));
    await this.#caller.conclude(judgeEachReached({ each, outcomes }), late);
    await this.#caller.conclude(judgeExclusive({ only: workloads, outcomes }), late);
  }
}

function even(workloads: readonly string[]): Shares {
  return sharesOf(workloads.map((workload) => [workload, 1] as const));
}
